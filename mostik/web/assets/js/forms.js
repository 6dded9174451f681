// Forms: filters send themselves, a form is sent once, typed work is not lost by accident.
const PAUSE = 350;
let waiting = 0;
const send = (form) => form?.matches("[data-send-on-change]") && form.requestSubmit();

export function startForms() {
  document.addEventListener("change", (event) => {
    // A search box has already sent what was typed; its change comes late, when it is left.
    if (event.target.type !== "search" && event.target.name) send(event.target.form);
  });
  document.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE, event.target.form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.matches("[data-form]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  focusFirstError(document);
  document.body.addEventListener("htmx:afterSettle", (event) => focusFirstError(event.detail.elt));
}

function focusFirstError(piece) {
  piece.querySelector?.("[data-form] [aria-invalid='true']:is(input, select, textarea)")?.focus();
}
