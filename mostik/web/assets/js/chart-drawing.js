// What a chart says comes from the server; how it looks is decided here, from the theme's own colours.
import { BarChart, FunnelChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, FunnelChart, GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, AriaComponent, SVGRenderer]);

const drawn = new Map();
const language = document.documentElement.lang.startsWith("ru") ? "ru-RU" : "en-US";
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const brief = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });

export function draw(canvas, said) {
  const chart = init(canvas, null, { renderer: "svg" });
  drawn.set(canvas, { chart, said });
  paint(canvas);
  chart.on("click", (event) => {
    const link = said.links?.[event.dataIndex];
    if (link) window.location.assign(link);
  });
  new ResizeObserver(() => canvas.isConnected && canvas.offsetWidth && (chart.resize(), paint(canvas))).observe(canvas);
}

function paint(canvas) {
  const { chart, said } = drawn.get(canvas);
  const lies = said.lying || (said.kind === "waterfall" && canvas.offsetWidth < 620);
  chart.setOption(optionsOf({ ...said, lying: lies, width: canvas.offsetWidth }, coloursOf(canvas)), true);
}

function repaint() {
  drawn.forEach((value, canvas) => {
    if (canvas.isConnected) return paint(canvas);
    value.chart.dispose();
    drawn.delete(canvas);
  });
}
document.addEventListener("themechange", repaint);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

// Colours are asked of a probe, so that mixtures and oklch come back as plain colours.
function coloursOf(canvas) {
  const probe = document.createElement("span");
  canvas.append(probe);
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return toRgb(getComputedStyle(probe).color);
  };
  const named = (names) => Object.fromEntries(Object.entries(names).map(([key, name]) => [key, read(name)]));
  const colours = named({
    text: "--color-base-content", muted: "--muted", line: "--color-base-300", surface: "--color-base-100", track: "--track", strong: "--line-strong",
    accent: "--chart-1", good: "--color-success", bad: "--color-error", warn: "--color-warning", neutral: "--chart-5",
  });
  colours.list = [1, 2, 3, 4, 5, 6].map((i) => read(`--chart-${i}`));
  probe.remove();
  return colours;
}

const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function toRgb(colour) {
  painter.clearRect(0, 0, 1, 1);
  painter.fillStyle = colour;
  painter.fillRect(0, 0, 1, 1);
  const [r, g, b] = painter.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}

function mix(colour, other, part) {
  const [a, b] = [colour, other].map((each) => each.match(/\d+/g).map(Number));
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * part)).join(", ")})`;
}

const exact = (said, value) => {
  if (value === null || value === undefined || value === "-") return "—";
  return said.unit === "%" ? share.format(value) : `${whole.format(value)}${said.unit ? `\u00a0${said.unit}` : ""}`;
};
const onAxis = (said, value) => (said.unit === "%" ? share.format(value) : brief.format(value));

function optionsOf(said, colours) {
  const font = getComputedStyle(document.body).fontFamily;
  const base = {
    animationDuration: 300,
    color: colours.list,
    textStyle: { fontFamily: font, color: colours.text, fontSize: 12 },
    aria: { enabled: false },
    tooltip: tooltipOf(said, colours),
  };
  const kinds = { funnel: funnelOf, waterfall: waterfallOf };
  return { ...base, ...(kinds[said.kind] ?? axesOf)(said, colours) };
}

function tooltipOf(said, colours) {
  return {
    trigger: said.kind === "funnel" ? "item" : "axis",
    className: "chart-tip",
    backgroundColor: colours.surface, borderColor: colours.line, padding: [8, 12], borderWidth: 1, borderRadius: 8,
    textStyle: { color: colours.text },
    axisPointer: { type: said.kind === "line" ? "line" : "shadow", lineStyle: { color: colours.strong }, shadowStyle: { color: colours.track, opacity: 0.45 } },
    formatter: (points) => tip(said, [points].flat()),
  };
}

// Built of elements, not of markup: nothing is parsed, no inline style is needed.
function tip(said, points) {
  const box = document.createElement("div");
  const index = points[0].dataIndex;
  box.append(lineOf("chart-tip-title", said.categories[index]));
  if (said.kind === "waterfall" || said.kind === "funnel") {
    box.append(pairOf(said.series[0].name, exact(said, said.series[0].values[index])));
    if (said.notes?.[index]) box.append(lineOf("muted", said.notes[index]));
  } else {
    points.forEach((point) => box.append(pairOf(point.seriesName, exact(said, point.value))));
  }
  return box;
}
function lineOf(css, text) {
  const line = document.createElement("div");
  line.className = css;
  line.textContent = text;
  return line;
}
function pairOf(name, value) {
  const line = lineOf("chart-tip-line", "");
  line.append(Object.assign(document.createElement("span"), { textContent: name }), Object.assign(document.createElement("span"), { textContent: value }));
  return line;
}

// The legend takes as many lines as its names need: the picture begins below them.
const LEGEND_LINE = 26;
function linesOfLegend(said) {
  painter.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  let lines = 1, taken = 0;
  for (const one of said.series) {
    const width = 37 + painter.measureText(one.name).width;
    if (taken && taken + width > said.width) [lines, taken] = [lines + 1, 0];
    taken += width;
  }
  return lines;
}

// Every bar is named while there are few; lying ones stand so close that a name has one line, on a phone two small ones.
function labelOfBar(said, label) {
  const few = said.categories.length <= 14, width = !said.lying ? 86 : said.width > 620 ? 150 : said.width * 0.3;
  const wrapped = { overflow: "break", lineHeight: 14 }, small = { overflow: "break", lineHeight: 11, fontSize: 11 };
  const fit = !said.lying ? wrapped : said.width < 400 ? small : { overflow: "truncate" };
  return { ...label, ...fit, width, interval: few ? 0 : "auto", hideOverlap: !(few && said.lying) };
}

function frameOf(said, colours) {
  const many = said.series.length > 1 && said.kind !== "waterfall";
  const label = { color: colours.muted, fontSize: 12, hideOverlap: true };
  const categories = {
    type: "category", data: said.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } },
    axisLabel: said.kind === "waterfall" || said.kind === "bars" ? labelOfBar(said, label) : label,
  };
  const values = { type: "value", splitNumber: 4, splitLine: { lineStyle: { color: colours.line } }, axisLabel: { ...label, formatter: (value) => onAxis(said, value) } };
  const lying = said.lying;
  return {
    legend: { show: many, top: 0, left: 0, icon: "roundRect", itemWidth: 14, itemHeight: 4, itemGap: 18, textStyle: { color: colours.text, fontSize: 12 } },
    grid: { left: 4, right: said.lying ? 64 : 12, top: many ? 8 + LEGEND_LINE * linesOfLegend(said) : 28, bottom: 4, containLabel: true },
    xAxis: lying ? values : categories,
    yAxis: lying ? { ...categories, inverse: true } : values,
  };
}

const toneOf = (one, colours, i) => (one.tone && colours[one.tone]) || colours.list[i % colours.list.length];

function axesOf(said, colours) {
  return { ...frameOf(said, colours), series: said.series.map((one, i) => (said.kind === "line" && one.as !== "bars" ? lineSeries(one, i, colours) : barSeries(one, i, said, colours))) };
}

function lineSeries(one, i, colours) {
  const colour = toneOf(one, colours, i);
  return {
    type: "line", name: one.name, data: one.values.map((value) => value ?? "-"), showSymbol: false, symbol: "circle", symbolSize: 7, connectNulls: false,
    lineStyle: { width: one.dashed ? 1.75 : 2.5, type: one.dashed ? [5, 5] : "solid", color: colour }, itemStyle: { color: colour },
    areaStyle: one.area ? { color: colour, opacity: 0.1 } : undefined,
  };
}

function barSeries(one, i, said, colours) {
  const top = i === said.series.length - 1 || said.kind !== "stacked";
  return {
    type: "bar", name: one.name, data: one.values.map((value) => value ?? "-"), stack: said.kind === "stacked" ? "all" : undefined,
    barMaxWidth: 34, barCategoryGap: "38%", cursor: said.links?.length ? "pointer" : "default",
    itemStyle: { color: toneOf(one, colours, i), borderRadius: top ? (said.lying ? [0, 4, 4, 0] : [4, 4, 0, 0]) : 0 },
  };
}

// From the start value through exact parts to the end value: ends stand on zero, parts float.
function waterfallOf(said, colours) {
  const values = said.series[0].values;
  const last = values.length - 1;
  let level = 0;
  const bars = values.map((value, i) => {
    const end = i === 0 || i === last || said.totals?.includes(i);
    const from = end ? 0 : level;
    level = end ? value : level + value;
    return { from, to: level, end };
  });
  const colourOf = (bar, i) => (bar.end ? colours.neutral : values[i] >= 0 ? colours.good : colours.bad);
  const written = (i) => (bars[i].end ? onAxis(said, values[i]) : `${values[i] > 0 ? "+" : ""}${onAxis(said, values[i])}`.replace("-", "−"));
  return {
    ...frameOf(said, colours),
    series: [
      { type: "bar", stack: "all", silent: true, barMaxWidth: 40, itemStyle: { color: "transparent" }, data: bars.map((bar) => Math.min(bar.from, bar.to)) },
      {
        type: "bar", stack: "all", barMaxWidth: 40, cursor: said.links?.length ? "pointer" : "default",
        data: bars.map((bar, i) => ({ value: Math.abs(bar.to - bar.from), itemStyle: { color: colourOf(bar, i), borderRadius: 3 } })),
        label: { show: true, position: said.lying ? "right" : "top", color: colours.text, fontWeight: 600, fontSize: 12, formatter: ({ dataIndex: i }) => written(i) },
      },
    ],
  };
}

function funnelOf(said, colours) {
  const values = said.series[0].values;
  return {
    series: [{
      type: "funnel", sort: "none", left: "18%", right: "26%", top: 6, bottom: 6, gap: 3, minSize: "7%", funnelAlign: "center", cursor: said.links?.length ? "pointer" : "default",
      data: values.map((value, i) => ({ value, name: said.categories[i], itemStyle: { color: said.weakest === i ? colours.bad : mix(colours.accent, colours.surface, i * 0.11), borderWidth: 0 } })),
      label: { position: "right", color: colours.text, fontSize: 12, formatter: ({ dataIndex: i }) => `${said.categories[i]}  ${whole.format(values[i])}${said.notes?.[i] ? `\n${said.notes[i]}` : ""}`, lineHeight: 16 },
      labelLine: { length: 10, lineStyle: { color: colours.line } },
    }],
  };
}
