// Menus made of <details>: close on a click elsewhere and on Escape, arrows walk the items.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

export function startMenus() {
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => !menu.contains(event.target) && (menu.open = false));
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      step(menu, event.key === "ArrowDown" ? 1 : -1);
    }
  });
  document.addEventListener("toggle", (event) => keepInView(event.target), true);
}

function step(menu, by) {
  const items = [...menu.querySelectorAll(".menu-list :is(a, button, input)")].filter((item) => item.checkVisibility());
  const at = items.indexOf(document.activeElement);
  items[(at + by + items.length) % items.length]?.focus();
}

// A menu at the edge opens inwards; one inside a scrolled place stands over it, so that nothing is cut off.
function keepInView(menu) {
  if (!(menu instanceof HTMLDetailsElement) || !menu.open || !menu.hasAttribute("data-menu")) return;
  const list = menu.querySelector(".menu-list");
  if (!list) return;
  if (menu.closest(".board-cards, .tbl-scroll, .dialog-body")) return standOver(menu, list);
  if (list.getBoundingClientRect().right > innerWidth - 4) menu.classList.remove("menu-start");
  if (list.getBoundingClientRect().left < 4) menu.classList.add("menu-start");
}

function standOver(menu, list) {
  const button = menu.querySelector("summary").getBoundingClientRect();
  list.style.position = "fixed";
  list.style.right = "auto";
  const box = list.getBoundingClientRect();
  const below = button.bottom + 4 + box.height < innerHeight;
  list.style.top = `${below ? button.bottom + 4 : Math.max(4, button.top - 4 - box.height)}px`;
  list.style.left = `${Math.max(4, Math.min(button.right - box.width, innerWidth - box.width - 4))}px`;
  addEventListener("scroll", () => (menu.open = false), { capture: true, once: true });
}
