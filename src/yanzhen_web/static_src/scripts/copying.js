// Buttons that copy the text of a field; where scripts do not run they are not shown, and the text can be selected.
export function copyButtons(document) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(document.getElementById(button.dataset.copy), button);
  });
}

async function copy(field, button) {
  field.select();
  // Pages without TLS, and some built-in browsers, have no clipboard; the old command still copies the selection.
  const done = navigator.clipboard
    ? await navigator.clipboard.writeText(field.value).then(() => true, () => document.execCommand("copy"))
    : document.execCommand("copy");
  if (done) button.textContent = button.dataset.copied;
}
