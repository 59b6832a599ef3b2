// One question: where do they come from? Provinces by one hue; the exact numbers stand in the table below.
import { tooltip } from "./tooltip.js";

const NAMES = {};

/** Register the geometry once; ECharts adds the islands of the South China Sea to a map of this name. */
export function registerChina(echarts, geometry) {
  geometry.features.forEach((feature) => {
    NAMES[String(feature.id)] = feature.properties.name;
  });
  echarts.registerMap("china", geometry);
}

function nameOnMap(row) {
  return NAMES[`${String(row.code).slice(0, 2)}0000`] || row.name;
}

export function mapOptions(data, colours, words) {
  const most = Math.max.apply(null, data.rows.map((row) => row.value));
  const text = { color: colours["ink-soft"], fontFamily: colours.sans, fontSize: colours.size * 0.8125 };
  return {
    animation: false,
    aria: { enabled: true, label: { description: data.title } },
    textStyle: text,
    tooltip: tooltip(colours, data, words),
    visualMap: {
      type: "continuous",
      min: 0,
      max: Math.max(1, most),
      text: [String(most), "0"],
      textStyle: text,
      inRange: { color: [colours["chart-low"], colours["chart-high"]] },
      orient: "horizontal",
      left: 0,
      bottom: 0,
      itemWidth: 10,
      itemHeight: 90,
      calculable: false,
      hoverLink: false,
    },
    series: [
      {
        type: "map",
        map: "china",
        roam: false,
        left: 8,
        right: 8,
        top: 4,
        bottom: 24,
        selectedMode: false,
        cursor: "pointer",
        itemStyle: { areaColor: colours.sunken, borderColor: colours.surface, borderWidth: 1 },
        emphasis: {
          label: { show: false },
          itemStyle: { areaColor: colours["chart-2"] },
        },
        data: data.rows.map((row) => ({ name: nameOnMap(row), value: row.value, row })),
      },
    ],
  };
}
