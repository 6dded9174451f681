// Native dialogs: opened by a link with data-dialog or data-drawer, by data-opens, closed by data-close.
import { fetchInto } from "./htmx.js";

let opener = null;

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog], a[data-drawer]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openFrom(link.href, link.hasAttribute("data-drawer") ? "overlay-drawer" : "overlay-dialog", link);
      return;
    }
    const opens = event.target.closest("[data-opens]");
    if (opens) show(document.getElementById(opens.dataset.opens), opens);
    const close = event.target.closest("[data-close]");
    if (close) close.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
  });
  document.addEventListener("close", onClose, true);
}

export async function openFrom(url, id, from, options) {
  const dialog = document.getElementById(id);
  const slot = dialog.querySelector("[data-overlay]");
  slot.replaceChildren();
  await fetchInto(url, slot, options);
  if (!slot.childElementCount) return;
  dialog.classList.toggle("dialog-l", Boolean(slot.querySelector("[data-size='l']")));
  show(dialog, from);
}

function show(dialog, from) {
  if (!dialog || dialog.open) return;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => (menu.open = false));
  const menuButton = from?.closest?.("details[data-menu]")?.querySelector("summary");
  opener = menuButton ?? from ?? document.activeElement;
  dialog.showModal();
  document.dispatchEvent(new CustomEvent("dialogopen"));
  const first = dialog.querySelector("[autofocus], [aria-invalid='true'], .dialog-body :is(input, select, textarea):not([type=hidden])");
  first?.focus();
}

function onClose(event) {
  if (!(event.target instanceof HTMLDialogElement)) return;
  event.target.querySelector("[data-overlay]")?.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return (x || y) && (x < box.left || x > box.right || y < box.top || y > box.bottom);
}

export function closeOverlay() {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
}

// A question before a deed that is hard to take back.
export function ask(words, tone) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = words;
  yes.classList.toggle("btn-danger", tone === "danger");
  yes.classList.toggle("btn-primary", tone !== "danger");
  const from = document.activeElement;
  return new Promise((resolve) => {
    const settle = (answer) => {
      yes.onclick = dialog.onclose = null;
      if (dialog.open) dialog.close();
      if (from?.isConnected) from.focus();
      resolve(answer);
    };
    yes.onclick = () => settle(true);
    dialog.onclose = () => settle(false);
    dialog.showModal();
    dialog.querySelector("[data-close]").focus();
  });
}

export function startConfirm() {
  document.addEventListener(
    "submit",
    (event) => {
      const button = event.submitter;
      if (!button?.dataset.confirm || button.dataset.confirmed || event.target.matches("[hx-post], [hx-get]")) return;
      event.preventDefault();
      ask(button.dataset.confirm, button.dataset.confirmTone).then((yes) => {
        if (!yes) return;
        button.dataset.confirmed = "yes";
        event.target.requestSubmit(button);
        delete button.dataset.confirmed;
      });
    },
    true,
  );
}
