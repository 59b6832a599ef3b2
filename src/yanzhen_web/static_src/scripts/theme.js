// Light or dark: the system's wish, unless the reader chose; the choice stays in this browser.
const KEY = "theme";

/** "light", "dark", or null where nothing was chosen (or storage is closed, as in some in-app browsers). */
export function chosenTheme() {
  try {
    const kept = window.localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch (error) {
    return null;
  }
}

function keep(theme) {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch (error) {
    // The choice then lasts as long as the page.
  }
}

/** The theme that is seen now. */
export function currentTheme() {
  const said = document.documentElement.getAttribute("data-theme");
  if (said) return said;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Alpine component of the switch in the page's head. */
export function themeSwitch() {
  return {
    dark: currentTheme() === "dark",
    flip() {
      this.dark = !this.dark;
      const theme = this.dark ? "dark" : "light";
      document.documentElement.setAttribute("data-theme", theme);
      keep(theme);
    },
  };
}
