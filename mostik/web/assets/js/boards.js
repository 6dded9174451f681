// Boards. A move is one POST to data-move-url with card, column, before (the card it now stands before) and version.
// Mouse and finger drag; Space lifts, arrows move, Enter drops, Escape cancels; the menu on a card moves it too.
import Sortable from "sortablejs";
import { openFrom } from "./dialogs.js";
import { toast } from "./toasts.js";

export function startBoards(piece) {
  const boards = [...piece.querySelectorAll("[data-board]")];
  if (piece.matches?.("[data-board]")) boards.push(piece);
  boards.filter((board) => !board.dataset.ready).forEach(prepare);
}

function prepare(board) {
  board.dataset.ready = "yes";
  columnsOf(board).forEach((column) => drag(board, column));
  board.addEventListener("keydown", (event) => onKey(board, event));
  board.addEventListener("click", (event) => onMenu(board, event));
  board.addEventListener("focusout", (event) => {
    const lifted = board.querySelector(".is-lifted");
    if (lifted && !moving && !lifted.contains(event.relatedTarget)) cancel(board, lifted);
  });
}

let moving = false;
const columnsOf = (board) => [...board.querySelectorAll("[data-column]")];
const cardsOf = (column) => [...column.querySelectorAll(":scope > [data-card]")];
const placeOf = (card) => ({ column: card.parentElement, before: card.nextElementSibling });

function drag(board, column) {
  let from = null;
  Sortable.create(column, {
    group: `board-${board.getAttribute("aria-label")}`,
    draggable: "[data-card]:not([data-fixed])",
    filter: "button, summary, input, select, .menu-list",
    preventOnFilter: false,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    delay: 160,
    delayOnTouchOnly: true,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
    scrollSensitivity: 60,
    onStart: (event) => (from = { column: event.from, before: event.item.nextElementSibling }),
    onEnd: (event) => {
      keepEmptyLast(event.to);
      if (event.to !== event.from || event.newIndex !== event.oldIndex) send(board, event.item, from);
    },
  });
}

function onKey(board, event) {
  const card = event.target.closest("[data-card]");
  if (!card || event.target !== card) return;
  const lifted = card.classList.contains("is-lifted");
  const keys = lifted
    ? { " ": drop, Enter: drop, Escape: cancel, ArrowLeft: sideways(-1), ArrowRight: sideways(1), ArrowUp: upDown(-1), ArrowDown: upDown(1) }
    : { " ": lift, Enter: open, ArrowLeft: look(-1, 0), ArrowRight: look(1, 0), ArrowUp: look(0, -1), ArrowDown: look(0, 1) };
  const deed = keys[event.key];
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  deed(board, card);
}

function lift(board, card) {
  if (card.hasAttribute("data-fixed")) return;
  card.classList.add("is-lifted");
  card.cameFrom = placeOf(card);
  say(board, board.dataset.sayLifted);
}

function open(_board, card) {
  card.querySelector("a")?.click();
}

function drop(board, card) {
  card.classList.remove("is-lifted");
  const from = card.cameFrom;
  say(board, board.dataset.sayDropped.replace("{column}", card.parentElement.dataset.columnTitle));
  if (from.column !== card.parentElement || from.before !== card.nextElementSibling) send(board, card, from);
}

function cancel(board, card) {
  card.classList.remove("is-lifted");
  put(card, card.cameFrom.column, card.cameFrom.before);
  say(board, board.dataset.sayCancelled);
}

const sideways = (by) => (board, card) => {
  const columns = columnsOf(board);
  const to = columns[columns.indexOf(card.parentElement) + by];
  if (!to || to.hasAttribute("data-closed")) return;
  put(card, to, cardsOf(to)[cardsOf(card.parentElement).indexOf(card)] ?? to.querySelector(".board-empty"));
  tell(board, card);
};

const upDown = (by) => (board, card) => {
  const cards = cardsOf(card.parentElement);
  const at = cards.indexOf(card) + by;
  if (at < 0 || at >= cards.length) return;
  put(card, card.parentElement, by < 0 ? cards[at] : cards[at].nextElementSibling);
  tell(board, card);
};

const look = (across, down) => (board, card) => {
  const columns = columnsOf(board);
  const cards = cardsOf(card.parentElement);
  const at = cards.indexOf(card);
  if (down) return cards[at + down]?.focus();
  for (let i = columns.indexOf(card.parentElement) + across; columns[i]; i += across) {
    const there = cardsOf(columns[i]);
    if (there.length) return there[Math.min(at, there.length - 1)].focus();
  }
};

function put(card, column, before) {
  moving = true;
  column.insertBefore(card, before);
  keepEmptyLast(column);
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  moving = false;
}

function keepEmptyLast(column) {
  const empty = column.querySelector(":scope > .board-empty");
  if (empty && column.lastElementChild !== empty) column.append(empty);
}

function tell(board, card) {
  const cards = cardsOf(card.parentElement);
  say(
    board,
    board.dataset.sayMoved
      .replace("{column}", card.parentElement.dataset.columnTitle)
      .replace("{place}", cards.indexOf(card) + 1)
      .replace("{count}", cards.length),
  );
}

function onMenu(board, event) {
  const summary = event.target.closest("summary");
  if (summary) fillMenu(board, summary.parentElement.querySelector("[data-move-menu]"));
  const button = event.target.closest("[data-move-to]");
  if (!button) return;
  const card = button.closest("[data-card]");
  const to = columnsOf(board).find((column) => column.dataset.column === button.dataset.moveTo);
  const from = placeOf(card);
  button.closest("details").open = false;
  if (!to || to === card.parentElement) return;
  put(card, to, to.firstElementChild);
  say(board, board.dataset.sayDropped.replace("{column}", to.dataset.columnTitle));
  send(board, card, from);
}

// The menu lists the board's own columns unless the page gave a list.
function fillMenu(board, menu) {
  if (!menu || menu.childElementCount) return;
  const here = menu.closest("[data-column]");
  columnsOf(board)
    .filter((column) => column !== here && !column.hasAttribute("data-closed"))
    .forEach((column) => {
      const item = document.createElement("button");
      item.type = "button";
      item.className = "menu-item";
      item.dataset.moveTo = column.dataset.column;
      item.textContent = column.dataset.columnTitle;
      menu.append(item);
    });
}

async function send(board, card, from) {
  card.querySelector("[data-move-menu]")?.replaceChildren();
  counts(from.column, card.parentElement);
  const url = board.dataset.moveUrl;
  if (!url) return;
  const values = new FormData();
  const next = card.nextElementSibling;
  values.set("card", card.dataset.card);
  values.set("column", card.parentElement.dataset.column);
  values.set("before", next?.dataset.card ?? "");
  values.set("version", card.dataset.version ?? "");
  const answer = await post(url, values);
  const trigger = answer && triggersOf(answer);
  if (trigger?.toast) toast(trigger.toast);
  if (trigger?.version) card.dataset.version = trigger.version;
  if (trigger?.openDialog) openFrom(trigger.openDialog, "overlay-dialog", card);
  if (answer?.ok) {
    redraw(board, card, await answer.text());
    return window.htmx.trigger(board, "moved", { card: card.dataset.card });
  }
  const to = card.parentElement;
  from.column.insertBefore(card, from.before?.isConnected ? from.before : null);
  keepEmptyLast(from.column);
  counts(from.column, to);
  say(board, board.dataset.sayRefused);
  if (!trigger?.toast && !trigger?.openDialog) toast({ text: document.body.dataset[answer ? "errorWords" : "offlineWords"], tone: "bad" });
}

// The answer may bring along what the move touched: only that is drawn anew, and the card keeps the focus.
function redraw(board, card, html) {
  if (!html.trim()) return;
  const focused = card.contains(document.activeElement);
  window.htmx.swap(board, html, { swapStyle: "none" });
  if (focused) board.querySelector(`[data-card="${card.dataset.card}"]`)?.focus();
}

async function post(url, values) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  try {
    return await fetch(url, {
      method: "POST",
      body: values,
      credentials: "same-origin",
      headers: { "X-CSRFToken": token, "HX-Request": "true" },
    });
  } catch {
    return null;
  }
}

function triggersOf(answer) {
  try {
    return JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
  } catch {
    return {};
  }
}

function counts(...columns) {
  columns.forEach((column) => {
    const words = column.closest(".board-column")?.querySelector("[data-board-count]");
    if (words && /^\d+$/.test(words.textContent.trim())) words.textContent = cardsOf(column).length;
  });
}

function say(board, words) {
  const voice = board.parentElement.querySelector("[data-board-voice]");
  if (voice) voice.textContent = words;
}
