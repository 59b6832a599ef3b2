// One question: how many of each? Horizontal bars, longest first, the number at the end of its bar.
import { tooltip } from "./tooltip.js";

/** What belongs to no part of its own: the other ones, and those that did not say. */
const isRest = (row) => row.code === "other" || !row.code;

/** Most first; equal ones keep the order of the server; what is left over comes last. */
function sorted(rows) {
  const order = (a, b) => isRest(a[0]) - isRest(b[0]) || b[0].value - a[0].value || a[1] - b[1];
  return rows.map((row, place) => [row, place]).sort(order).map((pair) => pair[0]);
}

export function barOptions(data, colours, words) {
  const rows = sorted(data.rows);
  const text = { color: colours.ink, fontFamily: colours.sans, fontSize: colours.size * 0.875 };
  return {
    animation: false,
    aria: { enabled: true, label: { description: data.title } },
    textStyle: text,
    grid: { left: 4, right: colours.size * 3, top: 4, bottom: 4, containLabel: true },
    tooltip: tooltip(colours, data, words),
    xAxis: { type: "value", show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map((row) => row.name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, width: colours.size * 7.5, overflow: "break", margin: 12 },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 26,
        cursor: "pointer",
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        emphasis: { itemStyle: { color: colours["accent-strong"] } },
        label: { ...text, show: true, position: "right", distance: 8 },
        data: rows.map((row) => ({
          value: row.value,
          name: row.name,
          row,
          itemStyle: { color: colours[isRest(row) ? "chart-2" : "chart-1"] },
        })),
      },
    ],
  };
}
