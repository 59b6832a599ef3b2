// Runs in <head>, before the first paint: the theme that the reader chose, and a mark that scripts run.
import { chosenTheme } from "./scripts/theme.js";

const root = document.documentElement;
root.classList.remove("no-js");
root.classList.add("js");
const theme = chosenTheme();
if (theme) root.setAttribute("data-theme", theme);
