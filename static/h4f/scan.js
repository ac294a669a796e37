/* Scanners type like keyboards and end with Enter: from any page the next thing can be scanned, a pile takes one scan
   after the other without loading the page, and each result is sounded. */
"use strict";

{
  /* Few persons type this fast, and none where no field is. */
  const SCANNER_GAP_MS = 150;
  const SHORTEST_SCAN = 3;
  const MUTED = "h4f-muted";
  const BADGE = /^HB[0-9A-Z]{21}$/i;

  /* --- from any page ------------------------------------------------------------------------------------------- */

  function isTyping(element) {
    return element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select") ||
      element.isContentEditable;
  }

  /* The page's own scan field, else the one in the bar, which narrow windows have in their menu. */
  function scanField() {
    const inBar = [...document.querySelectorAll("[data-find]")];
    return document.querySelector("[data-scan]") || inBar.find((field) => field.offsetParent) || inBar.at(-1);
  }

  const caught = { text: "", at: 0 };

  /* Keys that come too fast for a person, while no field has the focus, are a scan. Enter then presses no button. */
  function catchScan(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const now = event.timeStamp;
    const fast = now - caught.at < SCANNER_GAP_MS;
    caught.at = now;
    if (event.key === "Enter") {
      const text = caught.text;
      caught.text = "";
      if (!fast || text.length < SHORTEST_SCAN) return;
      event.preventDefault();
      send(text);
    } else if (event.key.length === 1) {
      caught.text = fast ? caught.text + event.key : event.key;
      if (fast && event.key === " ") event.preventDefault();
    }
  }

  /* Shared computers have no field in the bar: there the link to the scan page leads on. A person's badge has its own form
     and never comes into an address. */
  function send(text) {
    const badge = document.querySelector("[data-badge-form] [name=badge]");
    const field = BADGE.test(text) ? badge : scanField();
    const link = document.querySelector(".h4f-top__scan");
    if (field) {
      field.value = text;
      field.form.requestSubmit();
    } else if (link && !BADGE.test(text)) {
      location.assign(`${link.href}?q=${encodeURIComponent(text)}`);
    }
  }

  /* Ctrl+K (or Cmd+K) goes to the field; a single letter would fight with typing. */
  function shortcut(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const field = scanField();
    if (!field) return;
    event.preventDefault();
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
    field.select();
  }

  document.addEventListener("keydown", catchScan, true);
  document.addEventListener("keydown", shortcut);

  /* --- sounds --------------------------------------------------------------------------------------------------- */

  const TONES = { ok: [[880, 0, 0.09]], again: [[660, 0, 0.07], [660, 0.12, 0.07]], bad: [[220, 0, 0.16], [180, 0.2, 0.22]] };
  let audio;

  /* Browsers give sound only after a person touched the page; until then nothing is heard, and nothing breaks. */
  function wakeAudio() {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (Audio && !audio) audio = new Audio();
    if (audio && audio.state === "suspended") audio.resume().catch(() => {});
  }

  function sound(name) {
    if (!audio || audio.state !== "running" || !TONES[name] || localStorage.getItem(MUTED)) return;
    TONES[name].forEach(([frequency, start, length]) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = frequency;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + length);
    });
  }

  ["pointerdown", "keydown"].forEach((gesture) => document.addEventListener(gesture, wakeAudio, { passive: true }));

  function prepareMute(button) {
    const show = () => button.setAttribute("aria-pressed", String(Boolean(localStorage.getItem(MUTED))));
    button.hidden = false;
    button.addEventListener("click", () => {
      if (localStorage.getItem(MUTED)) localStorage.removeItem(MUTED);
      else localStorage.setItem(MUTED, "1");
      show();
    });
    show();
  }

  document.querySelectorAll("[data-mute]").forEach(prepareMute);
  document.addEventListener("htmx:afterSwap", () => {
    sound(document.querySelector("[data-sound]")?.dataset.sound);
  });

  /* --- piles ------------------------------------------------------------------------------------------------------ */

  /* Scans wait here until the one before is answered; without a connection they stay, and are sent again. */
  const waiting = [];
  let isSending = false;

  function trouble(kind) {
    const box = document.querySelector("[data-pile-trouble]");
    box.hidden = !kind;
    const codes = waiting.map((entry) => entry.body.get("code")).filter(Boolean).join(", ");
    box.textContent = kind ? `${box.dataset[kind]} ${codes}` : "";
  }

  /* Parts of the answer take the place of those with the same id; what speaks is changed in place, so that it is heard. */
  function exchange(html) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    answer.querySelectorAll("[data-part]").forEach((part) => {
      const here = document.getElementById(part.id);
      if (!here) return;
      if (here.getAttribute("role") === "status") here.textContent = part.textContent;
      else here.replaceWith(document.importNode(part, true));
    });
    return answer;
  }

  function say(answer, entry) {
    const refusal = answer.getElementById("pile-refusal");
    const isWrong = answer.querySelector("[data-error-summary]");
    if (answer.querySelector("[data-part]") && !isWrong) {
      sound(answer.querySelector("[data-sound]")?.dataset.sound);
      trouble("");
      return;
    }
    sound("bad");
    putBack(entry);
    trouble(isWrong ? "" : "failed");
    if (refusal) document.querySelector("[data-pile-trouble]").textContent = refusal.textContent;
  }

  /* What was refused as a whole stands in its fields again, unless the next thing is there already. */
  function putBack(entry) {
    entry.fields.forEach(([field, text]) => { if (!field.value) field.value = text; });
  }

  /* Answered: true. No connection: false, to be tried again. */
  async function deliver(entry) {
    let response;
    try {
      response = await fetch(entry.url, { method: "POST", body: entry.body, headers: { "HX-Request": "true" } });
    } catch {
      trouble("offline");
      return false;
    }
    const elsewhere = response.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    else say(exchange(await response.text()), entry);
    return true;
  }

  async function sendWaiting() {
    if (isSending) return;
    isSending = true;
    while (waiting.length && (await deliver(waiting[0]))) waiting.shift();
    isSending = false;
    if (waiting.length) setTimeout(sendWaiting, 3000);
  }

  /* On a phone the focus would open the keyboard over the camera and the lines; a scanner is heard without it. */
  function focusUnlessTouched(field) {
    if (!window.matchMedia("(pointer: coarse)").matches) field.focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-pile-form]")) return;
    event.preventDefault();
    const cleared = [...form.querySelectorAll("[data-scan], [data-clear]")];
    const fields = cleared.map((field) => [field, field.value]);
    waiting.push({ url: form.action, body: new FormData(form), fields });
    cleared.forEach((field) => { field.value = ""; });
    focusUnlessTouched(document.querySelector("[data-pile-form] [data-scan]"));
    sendWaiting();
  });

  window.addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
