// What every page runs: htmx for parts of pages, Alpine (CSP build) for the few things that open and close.
// Every form and link works without this file; it only saves reloads.
import "htmx.org";
import Alpine from "@alpinejs/csp";
import { dropzone } from "./scripts/dropzone.js";
import { menu } from "./scripts/menu.js";
import { announceFailures } from "./scripts/failures.js";
import { themeSwitch } from "./scripts/theme.js";
import { printButtons } from "./scripts/printing.js";
import { copyButtons } from "./scripts/copying.js";
import { passkeys } from "./scripts/passkeys.js";

Alpine.data("menu", menu);
Alpine.data("themeSwitch", themeSwitch);
Alpine.data("dropzone", dropzone);
Alpine.start();
announceFailures(document);
printButtons(document);
copyButtons(document);
passkeys(document);
