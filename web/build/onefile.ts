// Makes the one template file of the page, and what belongs to it, from the built script and style.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { COLOURS, type Colours, chartConfig, FONT } from "../src/theme";
import { foldersOf, type Licence, licenceOf } from "./licences";

const VIRTUAL = "virtual:theme.css";
const MONO =
  '"SFMono-Regular", Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK JP", monospace';

function variables(colours: Colours): string {
  const named: [string, string][] = [
    ["paper", colours.paper],
    ["raised", colours.raised],
    ["ink", colours.ink],
    ["soft", colours.soft],
    ["line", colours.line],
    ["control", colours.soft],
    ["grid", colours.grid],
    ["accent", colours.accent],
    ["focus", colours.accent],
    ["mark", colours.mark],
    ["sea", colours.sea],
    ["land", colours.land],
    ["halo", colours.halo],
    ...colours.series.map((one, n): [string, string] => [`series-${n}`, one]),
  ];
  return named.map(([name, value]) => `--${name}:${value};`).join("");
}

/** The colours of theme.ts as variables of the style sheet; paper is printed in the light shade. */
function themeCss(): string {
  return [
    `:root{--font:${FONT};--mono:${MONO};${variables(COLOURS.light)}}`,
    `:root[data-shade="dark"]{${variables(COLOURS.dark)}}`,
    `@media print{:root,:root[data-shade="dark"]{${variables(COLOURS.light)}color-scheme:light}}`,
  ].join("\n");
}

const LAND: Licence = {
  name: "Natural Earth 1:10m land",
  version: "4.1.0",
  licence: "public domain",
  text: "Made with Natural Earth, free vector and raster map data, naturalearthdata.com. Public domain.",
};

const escaped = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const hash = (text: string): string =>
  `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

interface Entry {
  folder: string;
  /** What the file asks of a server: nothing, or the one that it came from. */
  live: boolean;
}

export const PAGE: Entry = { folder: "../src/renkei/report/page/bundle", live: false };
export const EXERCISE: Entry = { folder: "../src/renkei/server/bundle", live: true };

export function oneFile({ folder: into, live }: Entry): Plugin {
  const folder = resolve(into);
  return {
    name: "renkei-one-file",
    enforce: "post",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load: (id) => (id === `\0${VIRTUAL}` ? themeCss() : null),
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
      const styles = Object.values(bundle).filter((one) => one.fileName.endsWith(".css"));
      const [script] = chunks;
      if (chunks.length !== 1 || !script || styles.length !== 1)
        this.error(`not one script and one style: ${Object.keys(bundle).join(", ")}`);
      const style = styles[0];
      const css = style?.type === "asset" ? String(style.source).trim() : "";
      // The script must not end its own element.
      const code = script.code
        .replaceAll("</script", "<\\/script")
        .replaceAll("<!--", "<\\!--")
        .trim();
      const licences = [...foldersOf(script)].map(licenceOf).concat(LAND);
      licences.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      const policy = [
        "default-src 'none'",
        `script-src ${hash(code)}`,
        `style-src ${hash(css)}`,
        "img-src data: blob:",
        ...(live ? ["connect-src 'self'"] : []),
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Renkei</title>
<link rel="icon" href="data:,">
<style>${css}</style>
</head>
<body>
<div id="page"></div>
${live ? "" : '<script type="application/json" id="page-data">null</script>\n'}<script type="application/json" id="page-licences">${escaped(licences)}</script>
<script type="module">${code}</script>
</body>
</html>
`;
      for (const name of Object.keys(bundle)) delete bundle[name];
      mkdirSync(folder, { recursive: true });
      const theme = { light: chartConfig("light"), dark: chartConfig("dark") };
      const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
      write("licences.json", `${JSON.stringify(licences, null, 1)}\n`);
      if (live) {
        write("exercise.html", html);
        return;
      }
      write("page.html", html);
      write("theme.json", `${JSON.stringify(theme, null, 2)}\n`);
    },
  };
}
