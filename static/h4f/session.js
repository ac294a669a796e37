/* Says in time that the session ends, and lets one stay. Another tab may have prolonged it: the server is asked first. */
"use strict";

const warning = document.querySelector("[data-session-warning]");
const WARNED_BEFORE_SECONDS = 5 * 60;

function tell(text) {
  const words = warning.querySelector("p");
  words.textContent = words.dataset[text];
  warning.querySelector("button").hidden = text === "ended";
  warning.hidden = false;
}

function waitFor(seconds) {
  warning.hidden = true;
  setTimeout(ask, Math.max(1, seconds - WARNED_BEFORE_SECONDS) * 1000);
}

async function ask() {
  const answer = await fetch(warning.dataset.sessionLeft, { headers: { Accept: "application/json" } });
  const { seconds } = await answer.json();
  if (seconds > WARNED_BEFORE_SECONDS) waitFor(seconds);
  else if (seconds > 0) {
    tell("running");
    setTimeout(ask, seconds * 1000 + 1000);
  } else tell("ended");
}

async function stay() {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const answer = await fetch(warning.dataset.sessionStay, {
    method: "POST",
    headers: { "X-CSRFToken": token ? token.value : "", Accept: "application/json" },
  });
  if (answer.ok && !answer.redirected) waitFor((await answer.json()).seconds);
  else tell("ended");
}

warning.querySelector("button").addEventListener("click", stay);
waitFor(Number(warning.dataset.sessionSeconds));
