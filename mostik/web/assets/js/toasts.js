// Short words about what has just been done. Good news leave by themselves; bad news wait to be closed.
// A way back stays as long as it leads back: pressed there, by z, or by Ctrl+Z where nothing typed would be undone.
import { openFrom } from "./dialogs.js";
import { isTyping, letterOf } from "./shortcuts.js";

const STAY = 6000;

export function startToasts() {
  document.addEventListener("keydown", onKey);
  const host = document.getElementById("toasts");
  host?.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
  host?.querySelectorAll("[data-toast]").forEach((box) => leave(box));
  const above = () => host?.childElementCount && lift(host);
  document.addEventListener("dialogopen", above);
  above();
}

function onKey(event) {
  if (event.defaultPrevented || event.altKey || event.shiftKey || letterOf(event) !== "z") return;
  if (isTyping(event.target) && !((event.ctrlKey || event.metaKey) && event.target.value === "")) return;
  const back = [...document.querySelectorAll("[data-toast] [data-undo]")].pop();
  if (!back) return;
  event.preventDefault();
  back.click();
}

export function toast({ text, tone = "good", undo, words: undoWords, seconds }) {
  const host = document.getElementById("toasts");
  if (!host || !text) return;
  const box = document.createElement("div");
  box.className = tone === "bad" ? "toast toast-bad" : "toast";
  box.dataset.toast = "";
  const words = document.createElement("span");
  words.className = "toast-text";
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", host.dataset.closeWords);
  close.textContent = "×";
  box.append(words, ...(undo ? [wayBack(box, undo, undoWords)] : []), close);
  host.append(box);
  lift(host);
  leave(box, seconds ? seconds * 1000 : STAY);
}

// What comes back may be a dialog to go on in, or the name of one: asked for by the host, as this button is gone by then.
function wayBack(box, url, words) {
  const back = document.createElement("button");
  back.type = "button";
  back.className = "toast-undo";
  back.dataset.undo = "";
  back.setAttribute("aria-keyshortcuts", "z Control+Z");
  back.textContent = words;
  back.addEventListener("click", () => {
    box.remove();
    openFrom(url, "overlay-dialog", document.activeElement, { method: "POST", source: document.getElementById("toasts") });
  });
  return back;
}

// Above an open dialog too: the top layer is ordered by who came last.
function lift(host) {
  if (!host.showPopover) return;
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover();
}

function leave(box, stay = STAY) {
  if (!box.classList.contains("toast-bad")) setTimeout(() => box.remove(), stay);
}
