// My day: the next item stands ready in the page and comes up at once, while what was done is still on its way.
// Should the server refuse, the item left comes back with what was typed and what was wrong.
let left = null;

export function startQueue() {
  const body = document.body;
  body.addEventListener("htmx:configRequest", (event) => {
    const next = readyAfter(event.detail.elt);
    if (next) event.detail.parameters.shown = next.dataset.item;
  });
  body.addEventListener("htmx:beforeRequest", (event) => {
    const next = readyAfter(event.detail.elt);
    if (next) leave(event.detail.elt, next);
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (left && event.detail.elt === left.form) settle(event.detail.successful);
  });
  document.addEventListener("click", fill);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest?.("#queue-do")) return;
    const back = document.querySelector("#queue-do [data-key='Escape']");
    if (back) back.click();
    else event.target.blur();
  });
}

// What has just come in takes the keys: nobody reaches for the mouse between two items.
export function focusQueue(piece) {
  if (!piece.matches?.("[data-queue]")) return;
  const at = document.activeElement;
  if (!at || at === document.body || !at.isConnected) piece.querySelector("#queue-now")?.focus({ preventScroll: true });
}

function readyAfter(form) {
  const goesOn = form.matches?.("#queue-now form[data-goes-on]") ? form.dataset.goesOn : "";
  if (!goesOn || left) return null;
  const understood = form.querySelector("[data-understood='yes']");
  return goesOn === "always" || understood ? document.getElementById("queue-ahead") : null;
}

function leave(form, next) {
  const now = document.getElementById("queue-now");
  const aside = document.createElement("div");
  aside.hidden = true;
  aside.append(...now.childNodes);
  now.after(aside);
  const named = [...aside.querySelectorAll("[id]")].map((each) => [each, each.id]);
  named.forEach(([each]) => each.removeAttribute("id"));
  left = { form, aside, named, item: now.dataset.item };
  now.append(next.content.cloneNode(true));
  now.dataset.item = next.dataset.item;
  window.htmx.process(now);
  now.focus({ preventScroll: true });
}

function settle(done) {
  const { aside, named, item } = left;
  const now = document.getElementById("queue-now");
  left = null;
  if (!done && now) {
    now.replaceChildren(...aside.childNodes);
    now.dataset.item = item;
    named.forEach(([each, id]) => (each.id = id));
    now.querySelector("[aria-invalid='true']")?.focus();
  }
  aside.remove();
}

// A free time named by the page goes into the line as if it were typed.
function fill(event) {
  const button = event.target.closest("[data-fill]");
  const field = button?.closest("form")?.elements.namedItem(button.dataset.fill);
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
