/* Files may be dropped beside the field, too; the field stays what is sent. */
"use strict";

const MOST_NAMES = 8;

function showNames(zone, files) {
  const count = zone.querySelector("[data-drop-count]");
  const names = zone.querySelector("[data-drop-names]");
  const sentence = files.length === 1 ? zone.dataset.one : zone.dataset.many;
  count.textContent = files.length ? sentence.replace("#", files.length) : "";
  names.replaceChildren(...[...files].slice(0, MOST_NAMES).map((file) => {
    const line = document.createElement("li");
    line.textContent = file.name;
    return line;
  }));
  if (files.length > MOST_NAMES) names.append("…");
}

function takeDropped(field, dropped) {
  const all = new DataTransfer();
  [...field.files, ...dropped].forEach((file) => all.items.add(file));
  field.files = all.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.querySelectorAll("[data-drop-zone]").forEach((zone) => {
  const field = zone.closest("form").querySelector("[data-drop]");
  if (!field) return;
  zone.hidden = false;
  field.addEventListener("change", () => showNames(zone, field.files));
  ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("h4f-drop--over");
  }));
  zone.addEventListener("dragleave", () => zone.classList.remove("h4f-drop--over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("h4f-drop--over");
    takeDropped(field, event.dataTransfer.files);
  });
  showNames(zone, field.files);
});
