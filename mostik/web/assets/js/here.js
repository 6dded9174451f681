// What scrolls and names where one is (tabs, the menu) begins with that place in sight.
export function showHere(root) {
  for (const box of root.querySelectorAll("[data-shows-here]")) {
    const here = box.querySelector("[aria-current]");
    if (!here) continue;
    const around = box.getBoundingClientRect();
    const place = here.getBoundingClientRect();
    if (place.right > around.right) box.scrollLeft += place.right - around.right + 24;
    if (place.bottom > around.bottom) box.scrollTop += place.bottom - around.bottom + 96;
  }
}
