"""What the donations station puts on shared pages: navigation, the start page's tiles, the search."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation
from accounts.pages.filters import SearchFilter
from accounts.pages.folding import search_words
from accounts.pages.scanning import normalise_scan
from accounts.pages.search import MOST_HITS, Hit, Source
from accounts.pages.search import register as register_source
from donations.enums import DonationStatus
from donations.models import Donation, Donor

OPEN = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED)
NOT_ENDED = (*OPEN, DonationStatus.SETTLED)


def register() -> None:
    """Called in AppConfig.ready()."""
    _register_navigation()
    _register_cards()
    register_source(Source("donations", _("Donations"), find, position=20))
    register_source(Source("donors", _("Donors"), find_donors, position=25))


def _register_navigation() -> None:
    navigation.register(
        navigation.NavigationItem(
            _("Donations"), "donation_list", permission="donations.view_donation", position=25, beneath=("/donors/",)
        ),
        navigation.NavigationItem(
            _("My donations"),
            "donation_list",
            permission="donations.offer_donation",
            predicate=is_only_donor,
            position=25,
            beneath=("/donors/",),
        ),
        navigation.NavigationItem(_("Give devices"), "offer_begin", predicate=navigation.visitors, position=110),
    )


def _register_cards() -> None:
    cards.register(
        cards.Card(
            code="donations_offered",
            label=_("New donations"),
            permission="donations.manage_donation",
            count=lambda user: Donation.objects.filter(status=DonationStatus.ANNOUNCED).count(),
            url=lambda: _filtered(DonationStatus.ANNOUNCED),
            tone="warning",
            position=10,
        ),
        cards.Card(
            code="donations_without_donor",
            label=_("Donations without a donor"),
            permission="donations.manage_donation",
            count=lambda user: Donation.objects.filter(donor=None, status__in=NOT_ENDED).count(),
            url=lambda: f"{_filtered(*NOT_ENDED)}&kind=unknown",
            position=15,
        ),
        cards.Card(
            code="own_donations",
            label=_("Your open donations"),
            permission="donations.offer_donation",
            count=lambda user: Donation.objects.visible_to(user).filter(status__in=OPEN).count(),
            url=lambda: _filtered(*OPEN),
            position=10,
            shown_to=is_only_donor,
        ),
    )


def is_only_donor(user: User) -> bool:
    """A donor who does not see everybody's donations anyway."""
    return user.is_authenticated and not user.has_perm("donations.view_donation")


def _filtered(*statuses: str) -> str:
    return f"{reverse('donation_list')}?" + "&".join(f"status={status}" for status in statuses)


def find(user: User, text: str) -> list[Hit]:
    """Donations by number, or by words of the donor, that this person may see."""
    mine = Donation.objects.visible_to(user).select_related("donor")
    numbered = mine.filter(number__in=normalise_scan(text)).first()
    if numbered:
        return [_hit(user, numbered, exact=True)]
    for folded, skeleton in search_words(text):
        mine = mine.filter(search_text__contains=folded) | mine.filter(search_text__contains=skeleton)
    return [_hit(user, donation) for donation in mine[:MOST_HITS]]


def find_donors(user: User, text: str) -> list[Hit]:
    """Donors by name, contact person, town, e-mail address or phone, for coordination."""
    if not user.has_perm("donations.manage_donation"):
        return []
    found = SearchFilter().filter(Donor.objects.heads(), text)[:MOST_HITS]
    return [Hit(donor.name, donor.city, reverse("donor_detail", args=[donor.pk])) for donor in found]


def _hit(user: User, donation: Donation, *, exact: bool = False) -> Hit:
    donor = f"{donation.donor_name} · " if user.has_perm("donations.view_donation") else ""
    url = reverse("donation_detail", args=[donation.number])
    return Hit(donation.number, f"{donor}{donation.get_status_display()}", url, exact)
