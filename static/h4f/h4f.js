/* Small helps on top of pages that work without them. No inline handlers: the policy forbids them. */
"use strict";

/* Unfolded panels close on Escape and when one clicks beside them; focus goes back to what opened them. */
const FOLDS = "details.h4f-fold[open], details.h4f-menu[open]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(FOLDS).forEach((fold) => {
    fold.open = false;
    if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  document.querySelectorAll(FOLDS).forEach((fold) => {
    if (!fold.contains(event.target)) fold.open = false;
  });
});

/* After a refused form the summary of errors speaks first. */
function focusErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

/* A scan field keeps the focus: the next thing is scanned without touching the mouse. */
function focusScan(root) {
  const field = root.querySelector("[data-scan]");
  if (!field) return;
  field.focus();
  field.select();
}

/* The bar under a list counts what is ticked and hides while nothing is. */
function watchSelection(form) {
  const count = form.querySelector("[data-pick-count]");
  if (!count || form.dataset.watched) return;
  form.dataset.watched = "yes";
  const bar = count.closest(".h4f-bulk");
  const all = form.querySelector("[data-pick-all]");
  const boxes = () => [...form.querySelectorAll('[name="pick"]')];
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    bar.hidden = ticked === 0;
    count.textContent = (ticked === 1 ? count.dataset.one : count.dataset.many).replace("#", ticked);
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && ticked < boxes().length;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    boxes().forEach((box) => { box.checked = all.checked; });
    show();
  });
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  show();
}

/* One more row of a formset without a round trip. */
function addRow(button) {
  const rows = button.closest("[data-formset]");
  const total = rows.querySelector(`[name="${rows.dataset.formset}-TOTAL_FORMS"]`);
  const index = Number(total.value);
  const template = rows.querySelector("template");
  template.insertAdjacentHTML(
    "beforebegin",
    template.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1),
  );
  total.value = index + 1;
  if (window.htmx) window.htmx.process(template.previousElementSibling);
  template.previousElementSibling.querySelector("input:not([type=hidden]), select").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  event.preventDefault();
  addRow(button);
});

function prepare(root) {
  root.querySelectorAll("form[data-bulk]").forEach(watchSelection);
  focusScan(root);
  focusErrors(root);
}

prepare(document);
document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
