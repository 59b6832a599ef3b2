// Builds what the site sends to browsers: src/yanzhen_web/static_src -> src/yanzhen_web/static/built (never committed).
//
//   node tools/build_site.mjs [FOLDER]
//
// The floor is Chromium 78 (WeChat's and WPS' old in-app browsers): esbuild lowers the syntax; what it can't lower
// (flex `gap`, `:has()`, missing methods) is kept out of the sources, and tests/web/test_page_sources.py looks.

import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "src/yanzhen_web/static_src");
const BUILT = resolve(process.argv[2] || join(ROOT, "src/yanzhen_web/static/built"));
const MAP = join(ROOT, "node_modules/echarts4/map/json/china.json");

/** The dark tokens are written once; a page whose reader has chosen nothing follows the system. */
const followSystem = {
  name: "follow-system",
  setup({ onLoad }) {
    onLoad({ filter: /tokens\.css$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const dark = /:root\[data-theme="dark"\] (\{[^}]*\})/.exec(text);
      if (!dark) throw new Error("tokens.css: no block :root[data-theme=\"dark\"]");
      const system = `@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) ${dark[1]} }`;
      return { contents: `${text}\n${system}\n`, loader: "css" };
    });
  },
};

/** One file of symbols, so that a page names an icon instead of carrying its drawing. */
function writeSprite() {
  const symbols = readdirSync(join(SOURCE, "icons"))
    .filter((file) => file.endsWith(".svg"))
    .sort()
    .map((file) => {
      const drawing = readFileSync(join(SOURCE, "icons", file), "utf8").trim();
      const inner = drawing.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "").trim();
      const viewBox = /viewBox="([^"]+)"/.exec(drawing)[1];
      return `<symbol id="${basename(file, ".svg")}" viewBox="${viewBox}">${inner}</symbol>`;
    });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  writeFileSync(join(BUILT, "icons.svg"), sprite);
}

rmSync(BUILT, { recursive: true, force: true });
mkdirSync(BUILT, { recursive: true });
await build({
  entryPoints: ["boot.js", "app.js", "charts.js", "app.css"].map((name) => join(SOURCE, name)),
  outdir: BUILT,
  bundle: true,
  minify: true,
  format: "iife",
  target: "chrome78",
  charset: "utf8",
  legalComments: "linked",
  logLevel: "warning",
  plugins: [followSystem],
});
writeSprite();
cpSync(join(SOURCE, "mark.svg"), join(BUILT, "mark.svg"));
cpSync(MAP, join(BUILT, "china.json"));
writeFileSync(join(BUILT, ".built"), "");
