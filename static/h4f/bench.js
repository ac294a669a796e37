/* At a shared computer: a badge that is scanned into any field changes the person instead of being searched for, and the
   page says when its person's five minutes have passed. What was typed stays: the server keeps what is sent. */
"use strict";

const bar = document.querySelector("[data-bench]");
const badgeForm = document.querySelector("[data-badge-form]");
const BADGE = /^HB[0-9A-HJKMNP-TV-X]{21}$/i;

function takeBadge(event) {
  const field = [...event.target.querySelectorAll("input")].find((input) => BADGE.test(input.value.trim()));
  if (!field || !badgeForm || event.target === badgeForm) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  badgeForm.querySelector("[name=badge]").value = field.value.trim();
  field.value = "";
  badgeForm.submit();
}

let over;

function startClock() {
  clearTimeout(over);
  const seconds = Number(bar.dataset.benchIdle);
  if (seconds) over = setTimeout(() => { bar.querySelector("[data-bench-over]").hidden = false; }, seconds * 1000);
}

document.addEventListener("submit", takeBadge, true);
/* Piles send each scan without loading the page; a part that renews itself is no work. */
document.addEventListener("submit", startClock);
startClock();
