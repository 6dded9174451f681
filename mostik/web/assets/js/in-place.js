// Values changed in place: the pencil opens a small form, Enter keeps, Escape leaves, the focus comes back to the value.
let opened = false;

export function startInPlace() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-in-place-open]")) opened = true;
  });
  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (sends && event.target.matches?.("textarea[data-say]")) event.target.form.requestSubmit();
    const form = event.target.closest?.("form[data-in-place]");
    if (!form) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      form.querySelector("[data-in-place-cancel]").click();
    }
    if (sends && event.target.matches("textarea")) form.requestSubmit();
  });
}

// What has just been swapped in: a form takes the focus into its field, a value onto its pencil.
export function focusInPlace(piece) {
  if (!opened || !piece.matches?.("[data-in-place]")) return;
  if (piece.matches("form")) {
    const field = piece.querySelector("input:not([type=hidden]), select, textarea");
    field?.focus();
    field?.select?.();
    return;
  }
  opened = false;
  piece.querySelector("[data-in-place-open]")?.focus();
}
