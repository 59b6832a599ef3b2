// Buttons that print; where scripts do not run they are not shown.
export function printButtons(document) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });
}
