// Fields of a template: what is chosen of the list is put in where the cursor last stood in the form.
const places = new WeakMap();
const holds = (element) => element.matches?.("textarea, input[type=text]") && element.form;

export function startInserting() {
  document.addEventListener("focusout", (event) => {
    if (holds(event.target)) places.set(event.target.form, event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const into = places.get(button.form) ?? button.form.querySelector("textarea");
    insert(into, button.form.querySelector(button.dataset.insert).value);
  });
}

function insert(into, text) {
  into.focus();
  into.setRangeText(text, into.selectionStart, into.selectionEnd, "end");
  into.dispatchEvent(new Event("input", { bubbles: true }));
}
