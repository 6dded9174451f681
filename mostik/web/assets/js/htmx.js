// The one file that listens to htmx. A later version of htmx changes only this.
import { ask, closeOverlay, openFrom } from "./dialogs.js";
import { toast } from "./toasts.js";

const busy = (on) => document.body.classList.toggle("is-busy", on);
let running = 0;

export function startHtmx(onPiece) {
  const body = document.body;
  body.addEventListener("htmx:load", (event) => onPiece(event.detail.elt));
  body.addEventListener("htmx:beforeRequest", () => busy(++running > 0));
  body.addEventListener("htmx:afterRequest", () => busy((running = Math.max(0, running - 1)) > 0));
  body.addEventListener("htmx:confirm", (event) => confirmFirst(event));
  body.addEventListener("htmx:sendError", () => toast({ text: body.dataset.offlineWords, tone: "bad" }));
  body.addEventListener("htmx:responseError", (event) => sayError(event.detail.xhr));
  body.addEventListener("toast", (event) => toast(event.detail));
  body.addEventListener("closeDialog", closeOverlay);
  body.addEventListener("openDialog", (event) => openFrom(event.detail.value, "overlay-dialog", document.activeElement));
}

function confirmFirst(event) {
  const source = event.detail.elt;
  const asker = event.detail.triggeringEvent?.submitter ?? source;
  const words = asker?.dataset?.confirm;
  if (!words || asker.dataset.confirmed) return;
  event.preventDefault();
  ask(words, asker.dataset.confirmTone).then((yes) => yes && event.detail.issueRequest(true));
}

function sayError(xhr) {
  if (xhr.getResponseHeader("HX-Trigger")?.includes("toast")) return;
  toast({ text: document.body.dataset.errorWords, tone: "bad" });
}

// A request without an element of its own: a dialog's content, a card's move.
export function fetchInto(url, target, options = {}) {
  return window.htmx.ajax(options.method ?? "GET", url, { target, swap: "innerHTML", values: options.values, source: options.source });
}
