// The same numbers as text: for screen readers, keyboards, and whoever wants to copy them.

function cell(kind, text, number) {
  const element = document.createElement(kind);
  element.textContent = text;
  if (number) element.className = "number";
  return element;
}

function rowOf(row) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.setAttribute("scope", "row");
  if (row.href) {
    const link = document.createElement("a");
    link.href = row.href;
    link.textContent = row.name;
    head.appendChild(link);
  } else {
    head.textContent = row.name;
  }
  line.appendChild(head);
  line.appendChild(cell("td", row.value.toLocaleString("zh-CN"), true));
  const amount = row.amount_yi;
  line.appendChild(cell("td", amount === undefined || amount === null ? "—" : amount.toLocaleString("zh-CN"), true));
  return line;
}

export function fillTable(figure, data) {
  const body = figure.querySelector("[data-rows]");
  if (!body) return;
  body.textContent = "";
  data.rows.forEach((row) => body.appendChild(rowOf(row)));
  figure.querySelector("[data-table]").hidden = false;
}
