// Short words about what has just been done. Good news leave by themselves; bad news wait to be closed.
const STAY = 6000;

export function startToasts() {
  const host = document.getElementById("toasts");
  host?.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
  host?.querySelectorAll("[data-toast]").forEach(leave);
  if (host?.childElementCount) lift(host);
}

export function toast({ text, tone = "good" }) {
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
  box.append(words, close);
  host.append(box);
  lift(host);
  leave(box);
}

// Above an open dialog too: the top layer is ordered by who came last.
function lift(host) {
  if (!host.showPopover) return;
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover();
}

function leave(box) {
  if (!box.classList.contains("toast-bad")) setTimeout(() => box.remove(), STAY);
}
