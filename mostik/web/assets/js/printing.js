// A button that prints the page as the browser does; on paper every page is light.
export function startPrinting() {
  const page = document.documentElement;
  let theme;
  document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
  addEventListener("beforeprint", () => ([theme, page.dataset.theme] = [page.dataset.theme, "light"]));
  addEventListener("afterprint", () => (theme ? (page.dataset.theme = theme) : page.removeAttribute("data-theme")));
}
