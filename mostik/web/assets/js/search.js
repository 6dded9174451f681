// The box at the top: suggestions come as one types; arrows walk them, Enter opens, Escape closes.
const boxOf = (target) => target.closest?.("[data-search]");

export function startSearch() {
  const box = document.querySelector("[data-search]");
  const list = document.getElementById("search-found");
  if (!box || !list) return;
  box.addEventListener("keydown", (event) => press(event, box, list));
  box.addEventListener("focus", () => list.children.length && box.value.trim() && show(box, list, true));
  list.addEventListener("htmx:afterSwap", () => {
    if (document.activeElement === box) show(box, list, list.children.length > 0);
  });
  document.addEventListener("click", (event) => {
    if (!list.contains(event.target) && !boxOf(event.target)) show(box, list, false);
  });
}

export function press(event, box, list) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && !list.hidden) {
    event.preventDefault();
    step(box, list, steps[event.key]);
  } else if (event.key === "Enter") {
    const chosen = list.hidden ? null : list.querySelector("[aria-selected='true']");
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  } else if (event.key === "Escape") {
    if (list.hidden) box.blur();
    else event.preventDefault();
    show(box, list, false);
  }
}

function step(box, list, by) {
  const rows = [...list.querySelectorAll("[role='option']")];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = by < 0 && at < 0 ? rows.length - 1 : (at + by + rows.length) % rows.length;
  rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === next)));
  rows[next]?.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", rows[next]?.id ?? "");
}

export function show(box, list, open) {
  list.hidden = !open;
  box.setAttribute("aria-expanded", String(open));
  if (!open) {
    list.querySelectorAll("[aria-selected='true']").forEach((row) => row.setAttribute("aria-selected", "false"));
    box.removeAttribute("aria-activedescendant");
  }
}
