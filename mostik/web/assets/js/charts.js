// Charts: the drawing library comes only to pages that have a chart, as it comes into view.
const seen = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && begin(entry.target)), { rootMargin: "200px" });

export function startCharts(piece) {
  const figures = [...piece.querySelectorAll("[data-chart]")];
  if (piece.matches?.("[data-chart]")) figures.push(piece);
  figures.filter((figure) => !figure.dataset.ready).forEach((figure) => {
    figure.dataset.ready = "yes";
    figure.querySelector("[data-chart-toggle]").addEventListener("click", (event) => toggle(figure, event.currentTarget));
    seen.observe(figure.querySelector("[data-chart-canvas]"));
  });
}

async function begin(canvas) {
  seen.unobserve(canvas);
  try {
    const { draw } = await import("./chart-drawing.js");
    draw(canvas, JSON.parse(canvas.parentElement.querySelector("script[type='application/json']").textContent));
  } catch {
    canvas.textContent = document.body.dataset.chartMissing;
    const button = canvas.parentElement.querySelector("[data-chart-toggle]");
    if (button.getAttribute("aria-pressed") === "false") toggle(canvas.parentElement, button, true);
  }
}

function toggle(figure, button, keepCanvas = false) {
  const asTable = button.getAttribute("aria-pressed") === "false";
  button.setAttribute("aria-pressed", String(asTable));
  button.textContent = asTable ? button.dataset.wordsChart : button.dataset.wordsTable;
  figure.querySelector("[data-chart-table]").hidden = !asTable;
  if (!keepCanvas) figure.querySelector("[data-chart-canvas]").hidden = asTable;
}
