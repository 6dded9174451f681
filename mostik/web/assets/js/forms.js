// Forms: filters send themselves, a form is sent once, typed work is not lost by accident.
export function startForms() {
  document.addEventListener("change", (event) => {
    if (event.target.form?.matches("[data-send-on-change]")) event.target.form.requestSubmit();
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
