/* Files may be dropped anywhere on the page, several times; the field stays what is sent. */
"use strict";

const MOST_NAMES = 8;

function showNames(zone, files) {
  const count = zone.querySelector("[data-drop-count]");
  const names = zone.querySelector("[data-drop-names]");
  const sentence = files.length === 1 ? zone.dataset.one : zone.dataset.many;
  count.textContent = files.length ? sentence.replace("#", files.length) : "";
  const shown = [...files].slice(0, MOST_NAMES).map((file) => file.name);
  if (files.length > MOST_NAMES) shown.push("…");
  names.replaceChildren(...shown.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
}

function takeDropped(field, dropped) {
  const all = new DataTransfer();
  [...field.files, ...dropped].forEach((file) => all.items.add(file));
  field.files = all.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/* Anywhere on the page: a bench has little room to aim. */
function watchPage(field) {
  const page = document.body;
  const over = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  ["dragenter", "dragover"].forEach((name) => page.addEventListener(name, (event) => {
    if (!over(event)) return;
    event.preventDefault();
    page.classList.add("h4f-drop--over");
  }));
  page.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) page.classList.remove("h4f-drop--over");
  });
  page.addEventListener("drop", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    page.classList.remove("h4f-drop--over");
    takeDropped(field, event.dataTransfer.files);
  });
}

document.querySelectorAll("[data-drop-zone]").forEach((zone) => {
  const field = zone.closest("form").querySelector("[data-drop]");
  if (!field) return;
  zone.hidden = false;
  field.addEventListener("change", () => showNames(zone, field.files));
  watchPage(field);
  showNames(zone, field.files);
});
