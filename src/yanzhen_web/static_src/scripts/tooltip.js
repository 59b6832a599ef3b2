// One tooltip for all charts: drawn on the canvas, because markup with styles would break the page's CSP.

function amountOf(row, data, words) {
  if (row.amount_yi === undefined || row.amount_yi === null) return "";
  return `\n${data.amount_label || words.amount} ${row.amount_yi.toLocaleString("zh-CN")} ${words.amountUnit}`;
}

export function tooltip(colours, data, words) {
  return {
    trigger: "item",
    renderMode: "richText",
    confine: true,
    transitionDuration: 0,
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: { color: colours.ink, fontFamily: colours.sans, fontSize: colours.size * 0.875, lineHeight: colours.size * 1.5 },
    formatter(event) {
      const row = event.data && event.data.row;
      if (!row) return event.name;
      return `${row.name}\n${words.count} ${row.value.toLocaleString("zh-CN")} ${data.unit}${amountOf(row, data, words)}`;
    },
  };
}
