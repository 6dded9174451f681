// Forms: filters send themselves, a form is sent once, typed work is not lost by accident; a group is picked whole.
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
  document.addEventListener("input", (event) => event.target.matches("[data-narrow]") && narrow(event.target));
  // The box that narrows a choice sends nothing: Enter ticks the first that is left.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-narrow]")) return;
    event.preventDefault();
    choicesOf(event.target).find((choice) => !choice.hidden)?.click();
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
  document.addEventListener("change", (event) => pickGroup(event.target));
  settle(document);
  document.body.addEventListener("htmx:afterSettle", (event) => settle(event.detail.elt));
}

function settle(piece) {
  focusFirstError(piece);
  piece.querySelectorAll?.("[data-pick-whole], [data-narrow]").forEach((box) => (box.hidden = false));
}

const choicesOf = (box) => [...box.parentElement.querySelectorAll("label")];

// A box over a long choice leaves those whose words hold what was typed.
function narrow(box) {
  const words = box.value.trim().toLowerCase();
  choicesOf(box).forEach((choice) => (choice.hidden = !choice.textContent.toLowerCase().includes(words)));
}

// One box picks all of its group, or none; it shows when only some are.
function pickGroup(target) {
  const group = target.closest("[data-pick-group]");
  if (!group) return;
  const whole = group.querySelector("[data-pick-whole]");
  const boxes = [...group.querySelectorAll("input[name]")];
  if (target === whole) boxes.forEach((box) => (box.checked = whole.checked));
  const picked = boxes.filter((box) => box.checked).length;
  whole.checked = picked === boxes.length;
  whole.indeterminate = picked > 0 && picked < boxes.length;
}

function focusFirstError(piece) {
  piece.querySelector?.("[data-form] [aria-invalid='true']:is(input, select, textarea)")?.focus();
}
