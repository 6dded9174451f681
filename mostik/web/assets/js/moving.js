// Things of a schedule moved to another time: dragged onto a day or an hour, or lifted by Space, moved by arrows (a day
// sideways, half an hour up and down), put there by Enter and left by Escape. A move is one POST to data-moves.
const DAY = 24 * 60 * 60 * 1000;
const STEP = 30 * 60 * 1000;
const KEYS = { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: -STEP, ArrowDown: STEP };

export function startMoving(piece) {
  piece.querySelectorAll("[data-moving]").forEach((place) => {
    if (place.dataset.ready) return;
    place.dataset.ready = "yes";
    drag(place);
    keys(place);
  });
}

function drag(place) {
  let held = null;
  let over = null;
  const mark = (cell) => {
    over?.classList.remove("is-over");
    over = cell;
    over?.classList.add("is-over");
  };
  place.addEventListener("dragstart", (event) => (held = event.target.closest?.("[data-moves]")));
  place.addEventListener("dragend", () => mark((held = null)));
  place.addEventListener("dragover", (event) => {
    const cell = held && event.target.closest("[data-day]");
    if (cell) event.preventDefault();
    mark(cell);
  });
  place.addEventListener("drop", (event) => {
    if (!held || !over) return;
    event.preventDefault();
    const at = held.dataset.at;
    send(held, `${over.dataset.day}T${over.dataset.hour ?? at.slice(11, 13)}${at.slice(13)}`);
  });
}

function keys(place) {
  let lifted = null;
  let stepping = false;
  const say = (words) => (place.querySelector("[data-moving-voice]").textContent = words);
  const lift = (item) => {
    lifted = { item, at: item.dataset.at, words: item.querySelector("[data-when]").textContent, home: item.parentElement, before: item.nextElementSibling };
    item.classList.add("is-lifted");
    say(place.dataset.sayLifted);
  };
  const leave = () => {
    const { item, words, home, before } = lifted;
    lifted = null;
    home.insertBefore(item, before);
    item.classList.remove("is-lifted");
    item.querySelector("[data-when]").textContent = words;
    say(place.dataset.sayBack);
  };
  const step = (by) => {
    const { item } = lifted;
    lifted.at = new Date(Date.parse(`${lifted.at}Z`) + by).toISOString().slice(0, 16);
    stepping = true;
    cellAt(item, lifted.at)?.append(item);
    item.focus();
    stepping = false;
    const when = told(lifted.at);
    item.querySelector("[data-when]").textContent = when;
    say(when);
  };
  place.addEventListener("focusout", () => lifted && !stepping && leave());
  place.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-moves]");
    if (!item || !(lifted || event.key === " ")) return;
    if (![" ", "Enter", "Escape", ...Object.keys(KEYS)].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!lifted) return lift(item);
    if (KEYS[event.key]) return step(KEYS[event.key]);
    const { at } = lifted;
    leave();
    item.focus();
    if (event.key !== "Escape") send(item, at);
  });
}

// Where a time is on this page: in the same row of a week, in the same column of a day by hours.
function cellAt(item, at) {
  const here = item.closest("td");
  const cells = [...here.closest("table").querySelectorAll(`[data-day="${at.slice(0, 10)}"]`)];
  const hour = at.slice(11, 13);
  const same = (cell) => (cell.dataset.hour ? cell.dataset.hour === hour && cell.cellIndex === here.cellIndex : cell.parentElement === here.parentElement);
  return cells.find(same)?.firstElementChild;
}

function told(at) {
  const parts = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  return new Intl.DateTimeFormat(document.documentElement.lang, parts).format(new Date(`${at}Z`));
}

function send(item, at) {
  if (at === item.dataset.at) return;
  const values = { first: at.slice(0, 10), at: at.slice(11) };
  window.htmx.ajax("POST", item.dataset.moves, { source: item, swap: "none", values });
}
