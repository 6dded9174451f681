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

// What was said begins with the newest in sight; who has scrolled up to read stays there when more is said.
let above = null;

export function showNewest(root) {
  const box = root.matches?.("[data-said]") ? root : root.querySelector("[data-said]");
  if (!box) return;
  box.scrollTop = above ?? box.scrollHeight;
  box.addEventListener("scroll", () => {
    above = box.scrollTop + box.clientHeight < box.scrollHeight - 40 ? box.scrollTop : null;
  });
}
