import { openFrom } from "./dialogs.js";

// Lists: j and k walk the rows, Enter opens, x picks; picking shows the bulk bar.
const rowsOf = () => [...document.querySelectorAll("main [data-rows] > tbody > tr")].filter((row) => row.checkVisibility());

export function walk(by) {
  const rows = rowsOf();
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("is-at"));
  const to = rows[Math.min(Math.max(at + by, 0), rows.length - 1)] ?? rows[0];
  rows.forEach((row) => row.classList.toggle("is-at", row === to));
  to.tabIndex = -1;
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
  return true;
}

const current = () => document.querySelector("main [data-rows] > tbody > tr.is-at");

export function openRow() {
  const link = current()?.querySelector(".tbl-main a, a");
  link?.click();
  return Boolean(link);
}

export function pickRow() {
  const box = current()?.querySelector("input[data-pick]");
  box?.click();
  return Boolean(box);
}

export function startLists() {
  document.addEventListener("change", (event) => {
    const list = event.target.closest("[data-list]");
    if (!list) return;
    if (event.target.matches("[data-pick-page]")) {
      list.querySelectorAll("[data-pick]").forEach((box) => (box.checked = event.target.checked));
    }
    if (event.target.matches("[data-pick-page], [data-pick]")) count(list);
  });
  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-pick-all]");
    if (all) pickAll(all);
    const asks = event.target.closest("[data-bulk-dialog]");
    if (asks) openFrom(asks.dataset.bulkDialog, "overlay-dialog", asks, { values: valuesOf(asks.form) });
    const clear = event.target.closest("[data-pick-none]");
    if (clear) unpick(clear.closest("[data-list]"));
  });
  // The last clicked row is where j and k go on from.
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] > tbody > tr");
    if (row) rowsOf().forEach((other) => other.classList.toggle("is-at", other === row));
  });
}

// A swapped part begins with nothing picked.
export function refreshLists(piece) {
  piece.closest?.("[data-list]")?.classList.remove("has-picked");
}

function count(list) {
  const boxes = [...list.querySelectorAll("[data-pick]")];
  const picked = boxes.filter((box) => box.checked).length;
  list.classList.toggle("has-picked", picked > 0);
  const all = list.querySelector("[data-pick-everything]");
  if (all) all.value = "";
  const words = list.querySelector("[data-pick-count]");
  if (words) words.textContent = words.dataset.words.replace("#", picked);
  const page = list.querySelector("[data-pick-page]");
  if (page) {
    page.checked = picked > 0 && picked === boxes.length;
    page.indeterminate = picked > 0 && picked < boxes.length;
  }
  const offer = list.querySelector("[data-pick-all]");
  if (offer) offer.hidden = picked !== boxes.length;
}

function pickAll(button) {
  const list = button.closest("[data-list]");
  list.querySelector("[data-pick-everything]").value = "1";
  list.querySelector("[data-pick-count]").textContent = button.dataset.picked;
  button.hidden = true;
}

function unpick(list) {
  list.querySelectorAll("[data-pick], [data-pick-page]").forEach((box) => (box.checked = false));
  count(list);
}

// The picked rows as plain values; the token stays out of addresses.
function valuesOf(form) {
  const values = {};
  new FormData(form).forEach((value, name) => {
    if (name !== "csrfmiddlewaretoken" && value) values[name] = [...(values[name] ?? []), value];
  });
  return values;
}
