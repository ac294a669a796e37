"""The page of a step with a paper that asks why."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.models import Document


class WhyForm(forms.Form):
    """Why; coordination reads it in the history."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class Step:
    """What the page is called and says, and the word on its button."""

    title: str | Promise
    texts: tuple[str | Promise, ...]
    button: str | Promise


def ask_why(request: HttpRequest, document: Document, step: Step, form: forms.Form) -> HttpResponse:
    """The page, with what speaks against the step when it was tried."""
    return render(request, "documents/why.html", {"document": document, "step": step, "form": form})
