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
  const items = [...menu.querySelectorAll(".menu-list :is(a, button, input)")];
  const at = items.indexOf(document.activeElement);
  items[(at + by + items.length) % items.length]?.focus();
}

// A menu at the left edge opens to the right instead of out of the window.
function keepInView(menu) {
  if (!(menu instanceof HTMLDetailsElement) || !menu.open || !menu.hasAttribute("data-menu")) return;
  menu.classList.remove("menu-start");
  const list = menu.querySelector(".menu-list");
  if (list && list.getBoundingClientRect().left < 4) menu.classList.add("menu-start");
}
