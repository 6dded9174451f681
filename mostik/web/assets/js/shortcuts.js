// Keys: / searches, ? helps, j k Enter x work on rows, g and a letter go where a marked link goes.
import { openRow, pickRow, walk } from "./lists.js";

export const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
// The same physical key whatever the layout: a Russian keyboard types "о" where "j" is.
export const letterOf = (event) => (event.code?.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key);
const plainKeys = { j: () => walk(1), k: () => walk(-1), x: pickRow };
let waitsForPlace = 0;

export function startShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (act(event)) event.preventDefault();
  });
}

function act(event) {
  const letter = letterOf(event);
  if (Date.now() < waitsForPlace) {
    waitsForPlace = 0;
    return go(letter);
  }
  if (event.key === "?" || (event.key === "," && event.shiftKey)) return help();
  if (event.key === "/" || (event.code === "Slash" && !event.shiftKey)) return search();
  if (letter === "g") return Boolean((waitsForPlace = Date.now() + 1500));
  if (event.key === "Enter" && event.target.matches("tr.is-at")) return openRow();
  if (marked(letter)) return true;
  return plainKeys[letter] && !event.target.closest("[data-card]") ? plainKeys[letter]() : false;
}

// A key a screen gives to one of its own buttons or fields: data-key="1" presses, on a field it begins typing.
function marked(letter) {
  const place = document.querySelector(`main [data-key='${CSS.escape(letter)}']`);
  if (!place) return false;
  // What is on its way out takes no keys; what has just come in takes them as soon as it has settled, and as soon as the
  // answer still on its way to the queue around it is there.
  if (place.closest(".htmx-request")) return true;
  if (place.closest(".htmx-added, .htmx-settling") || (place.closest("[data-queue]") && document.body.matches(".is-busy"))) {
    setTimeout(marked, 40, letter);
    return true;
  }
  if (place.matches("input, textarea, select")) place.focus();
  else place.click();
  return true;
}

function go(letter) {
  const link = letter === "b" ? document.querySelector("[data-go='b'], .brand") : document.querySelector(`[data-go='${CSS.escape(letter)}']`);
  link?.click();
  return Boolean(link);
}

function search() {
  const box = document.querySelector("[data-search]");
  box?.focus();
  box?.select();
  return Boolean(box);
}

function help() {
  const dialog = document.getElementById("keys");
  dialog?.showModal();
  return Boolean(dialog);
}
