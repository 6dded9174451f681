// A long choice of one is a box one types into: what holds the words is offered. Without a script it stays a select.
import { press, show } from "./search.js";

const MOVED = ["id", "aria-describedby", "aria-invalid", "autofocus"];

export function startChoosing(piece) {
  piece.querySelectorAll?.("select[data-choose]:not([hidden])").forEach(dress);
}

function dress(select) {
  const box = document.createElement("input");
  const list = document.createElement("div");
  const words = [...(select.labels ?? [])].map((label) => label.textContent.replace("*", "")).join(" ");
  MOVED.filter((name) => select.hasAttribute(name)).forEach((name) => {
    box.setAttribute(name, select.getAttribute(name));
    select.removeAttribute(name);
  });
  list.id = `${box.id || select.name}-found`;
  give(box, { type: "text", class: "select", autocomplete: "off", role: "combobox", "aria-autocomplete": "list" });
  give(box, { "aria-expanded": "false", "aria-controls": list.id, placeholder: blankOf(select)?.text ?? "" });
  give(list, { class: "choose-list", role: "listbox", "aria-label": words, hidden: "" });
  select.before(box);
  select.after(list);
  select.hidden = true;
  select.required = false;
  rest(select, box);
  listen(select, box, list);
}

function listen(select, box, list) {
  box.addEventListener("focus", () => box.select());
  box.addEventListener("click", () => offer(select, box, list));
  box.addEventListener("input", () => offer(select, box, list, box.value.trim().toLowerCase()));
  box.addEventListener("keydown", (event) => {
    if (!list.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return press(event, box, list);
    event.preventDefault();
    offer(select, box, list);
  });
  box.addEventListener("blur", () => {
    if (!box.value.trim() && blankOf(select)) choose(select, "");
    rest(select, box);
    show(box, list, false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role='option']");
    if (!row) return;
    choose(select, row.dataset.value);
    rest(select, box);
    show(box, list, false);
  });
}

const give = (place, values) => Object.entries(values).forEach(([name, value]) => place.setAttribute(name, value));
const blankOf = (select) => [...select.options].find((option) => !option.value);
const rest = (select, box) => (box.value = select.value ? select.selectedOptions[0].text : "");

function choose(select, value) {
  if (select.value === value) return;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

// All there are when the box is pressed, the chosen one marked; those that hold the words as one types, the first marked.
function offer(select, box, list, words = "") {
  const found = [...select.options].filter((option) => option.value && option.text.toLowerCase().includes(words));
  const marked = words ? found[0] : found.find((option) => option.selected);
  list.replaceChildren(...found.map((option, place) => rowOf(option, `${list.id}-${place}`, option === marked)));
  show(box, list, found.length > 0);
  list.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
}

function rowOf(option, id, marked) {
  const row = document.createElement("div");
  give(row, { id, class: "menu-item", role: "option", "aria-selected": String(marked), "data-value": option.value });
  row.textContent = option.text;
  return row;
}
