// Fetch, draw, redraw when the theme changes, resize. Canvas and richText tooltips: the page's CSP allows no inline style.
import * as echarts from "echarts/core";
import { BarChart, MapChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { barOptions } from "./bar.js";
import { mapOptions, registerChina } from "./map.js";
import { fillTable } from "./charttable.js";

echarts.use([BarChart, MapChart, AriaComponent, GridComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

const OPTIONS = { bar: barOptions, map: mapOptions };
const BAR_HEIGHT = 44;

/** The colours and type of the tokens, as they stand now. */
function palette() {
  const style = window.getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ink", "ink-soft", "line", "surface", "sunken", "accent", "accent-strong", "chart-1", "chart-2", "chart-low", "chart-high"];
  const colours = {};
  names.forEach((name) => {
    colours[name] = token(name);
  });
  colours.sans = window.getComputedStyle(document.body).fontFamily;
  colours.size = parseFloat(style.fontSize);
  return colours;
}

function getJson(url) {
  return window.fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } }).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  });
}

function follow(chart, draw, canvas) {
  new window.ResizeObserver(() => chart.resize()).observe(canvas);
  new window.MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  if (system.addEventListener) system.addEventListener("change", draw);
  else system.addListener(draw);
}

function draw(figure, data) {
  const canvas = figure.querySelector("[data-canvas]");
  data.title = figure.querySelector("[data-title]").textContent.trim();
  const kind = figure.dataset.chart;
  if (kind === "bar") canvas.style.height = `${data.rows.length * BAR_HEIGHT + 8}px`;
  canvas.hidden = false;
  const chart = echarts.init(canvas, null, { renderer: "canvas" });
  const paint = () => chart.setOption(OPTIONS[kind](data, palette(), figure.dataset), true);
  paint();
  chart.on("click", (event) => {
    const row = event.data && event.data.row;
    if (row && row.href && window.matchMedia("(hover: hover)").matches) window.location.assign(row.href);
  });
  follow(chart, paint, canvas);
}

function show(figure, name) {
  ["loading", "failed", "empty"].forEach((state) => {
    const place = figure.querySelector(`[data-state="${state}"]`);
    if (place) place.hidden = state !== name;
  });
}

function start(figure) {
  const wanted = [getJson(figure.dataset.url)];
  if (figure.dataset.map) wanted.push(getJson(figure.dataset.map));
  Promise.all(wanted)
    .then(([data, geometry]) => {
      if (geometry) registerChina(echarts, geometry);
      if (!data.rows.length) {
        show(figure, "empty");
        return;
      }
      show(figure, "");
      draw(figure, data);
      fillTable(figure, data);
      figure.setAttribute("data-drawn", "");
    })
    .catch((error) => {
      show(figure, "failed");
      figure.setAttribute("data-failed", String(error && error.message));
    });
}

export function drawAll(document) {
  Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), start);
}
