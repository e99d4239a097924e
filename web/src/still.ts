// Turns a drawing of the page into a file that stands alone: the rules of drawing.css become attributes
// with colours of a shade, pictures within it become parts of it, and what only a page needs is left out.
import type { Lang } from "./text/words";
import { COLOURS, FONT, type Shade } from "./theme";

type Attributes = Map<string, string>;

interface Element {
  name: string;
  classes: Set<string>;
  given: Attributes;
  children: (Element | string)[];
}

/** One part of a selector: a name, classes, or both. */
interface Part {
  name: string | null;
  classes: string[];
}

interface Rule {
  parts: Part[];
  weight: number;
  declarations: [string, string][];
}

/** The rules of a flat style sheet; states of a page (`:hover`) are left out. */
export function rulesOf(css: string): Rule[] {
  const rules: Rule[] = [];
  for (const [, heads = "", body = ""] of css
    .replace(/\/\*.*?\*\//gs, "")
    .matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const declarations = [...body.matchAll(/([\w-]+)\s*:\s*([^;]+)/g)].map(
      ([, name = "", value = ""]): [string, string] => [name, value.trim()],
    );
    for (const head of heads.split(",")) {
      if (head.includes(":") || head.includes("@")) continue;
      const parts = head
        .trim()
        .split(/\s+/)
        .map((one): Part => {
          const [name = "", ...classes] = one.split(".");
          return { name: name === "" ? null : name, classes };
        });
      const weight = parts.reduce(
        (sum, one) => sum + one.classes.length * 100 + (one.name === null ? 0 : 1),
        0,
      );
      rules.push({ parts, weight, declarations });
    }
  }
  // The heavier rule wins, of equals the later: `sort` keeps their order.
  return rules.sort((a, b) => a.weight - b.weight);
}

const fits = (part: Part, tag: Element): boolean =>
  (part.name === null || part.name === tag.name) &&
  part.classes.every((one) => tag.classes.has(one));

function matches(rule: Rule, path: readonly Element[]): boolean {
  const own = rule.parts.at(-1);
  const tag = path.at(-1);
  if (!own || !tag || !fits(own, tag)) return false;
  let at = rule.parts.length - 2;
  for (let n = path.length - 2; n >= 0 && at >= 0; n--) {
    const [part, above] = [rule.parts[at], path[n]];
    if (part && above && fits(part, above)) at--;
  }
  return at < 0;
}

const KEPT = new Set([
  "fill",
  "fill-rule",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "paint-order",
]);
const LEFT_OUT = /^(class|tabindex|role|aria-.*|data-.*|on.*)$/;
const UNSTATED = [...Array(32).keys()].filter((one) => ![9, 10, 13].includes(one));
const CONTROLS = new RegExp(
  `[${UNSTATED.map((one) => `\\u${one.toString(16).padStart(4, "0")}`).join("")}\\uFFFE\\uFFFF]`,
  "g",
);

/** The type of a file: a program that knows but the first of a list must find the letters there. */
function fontOf(lang: Lang): string {
  const all = FONT.replaceAll('"', "'").split(", ");
  const japanese = all.filter((one) => /Hiragino|Yu Gothic|Meiryo|CJK/.test(one));
  const first = lang === "ja" ? japanese : [];
  return [...first, ...all.filter((one) => !first.includes(one))].join(", ");
}

/** The variables of the style sheet by name, in the colours of a shade. */
function variables(shade: Shade, lang: Lang): Map<string, string> {
  const colours = COLOURS[shade];
  const found = new Map<string, string>([
    ["font", fontOf(lang)],
    ["focus", colours.accent],
    ["control", colours.soft],
  ]);
  for (const [name, value] of Object.entries(colours)) {
    if (typeof value === "string") found.set(name, value);
  }
  colours.series.forEach((one, n) => {
    found.set(`series-${n}`, one);
  });
  return found;
}

/**
 * A colour as one without an opacity of its own: many programs know only six digits. They take what a
 * page calls transparent, which a build may write as `#0000`, for black; `none` they all know.
 */
function plain(colour: string): string {
  if (/^(transparent|#[\da-f]{3}0|#[\da-f]{6}00)$/i.test(colour)) return "none";
  if (/^#[\da-f]{8}$/i.test(colour)) return colour.slice(0, 7);
  return /^#[\da-f]{4}$/i.test(colour) ? colour.slice(0, 4) : colour;
}

function attributesOf(text: string): Attributes {
  return new Map(
    [...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(
      ([, name = "", value = ""]): [string, string] => [name, value],
    ),
  );
}

/** An element as text; without content it ends itself. */
function written(name: string, attributes: Attributes, content: string): string {
  const own = [...attributes].map(([key, value]) => ` ${key}="${value}"`).join("");
  return content === "" ? `<${name}${own}/>` : `<${name}${own}>${content}</${name}>`;
}

/** A picture of a symbol as a part of the drawing; its own size becomes a scale. */
function inlined(attributes: Attributes): string {
  const data = (attributes.get("href") ?? "").replace(/^data:image\/svg\+xml,/, "");
  const [, head = "", body = ""] = /<svg([^>]*)>(.*)<\/svg>/s.exec(decodeURIComponent(data)) ?? [];
  const number = (name: string): number => Number(attributes.get(name) ?? 0);
  const [left = 0, top = 0, wide = 1] = (attributesOf(head).get("viewBox") ?? "")
    .split(/[\s,]+/)
    .map(Number);
  const scale = number("width") / wide;
  const short = (value: number): string => String(Math.round(value * 1000) / 1000);
  const x = short(number("x") - left * scale);
  const y = short(number("y") - top * scale);
  return `<g transform="translate(${x} ${y}) scale(${short(scale)})">${body}</g>`;
}

/** The markup that a server render gives, as a tree. */
function parsed(markup: string): Element {
  const top: Element = { name: "", classes: new Set(), given: new Map(), children: [] };
  const open = [top];
  const parts = markup
    .replace(/<!--.*?-->/gs, "")
    .matchAll(/<(\/?)([A-Za-z][\w-]*)((?:"[^"]*"|[^">])*?)(\/?)>|([^<]+)/g);
  for (const [, closing, name = "", text = "", alone, content] of parts) {
    const at = open.at(-1) ?? top;
    if (content !== undefined) at.children.push(content);
    else if (closing) open.pop();
    else {
      const given = attributesOf(text);
      const classes = new Set((given.get("class") ?? "").split(/\s+/));
      const made: Element = { name, classes, given, children: [] };
      at.children.push(made);
      if (!alone) open.push(made);
    }
  }
  return top;
}

/** The markup of a drawing as a file of its own; `css` are the rules it is drawn with on the page. */
export function still(markup: string, css: string, shade: Shade, lang: Lang): string {
  const rules = rulesOf(css);
  const names = variables(shade, lang);
  const colour = (value: string): string =>
    plain(value.replace(/var\(--([\w-]+)\)/g, (_, name: string) => names.get(name) ?? "none"));

  function styled(path: readonly Element[], { given }: Element): Attributes {
    const kept = [...given].filter(([name]) => !LEFT_OUT.test(name));
    const out: Attributes = new Map(kept.map(([name, value]) => [name, colour(value)]));
    const filled = (given.get("fill") ?? "").startsWith("url(");
    for (const rule of rules) {
      if (!matches(rule, path)) continue;
      for (const [name, value] of rule.declarations) {
        if (!KEPT.has(name) || (name === "fill" && filled)) continue;
        out.set(name, colour(value).replace(/^([\d.]+)px$/, "$1"));
      }
    }
    return out;
  }

  /** Letters moved by a part of their size stand there at once: LibreOffice leaves `em` out. */
  function moved(attributes: Attributes): Attributes {
    const by = /^([\d.]+)em$/.exec(attributes.get("dy") ?? "");
    const size = Number(attributes.get("font-size"));
    if (!by || !(size > 0)) return attributes;
    const y = Number(attributes.get("y") ?? 0) + Number(by[1]) * size;
    const out = new Map(attributes).set("y", String(Math.round(y * 100) / 100));
    out.delete("dy");
    return out;
  }

  /** Where letters have a halo it is drawn before them: few programs know `paint-order`. */
  function textOf(given: Attributes, content: string): string {
    const attributes = moved(given);
    const inner = new Map(attributes);
    for (const name of ["paint-order", "stroke", "stroke-width"]) inner.delete(name);
    const letters = written("text", inner, content);
    if (!attributes.has("paint-order")) return letters;
    const halo = new Map(attributes).set("fill", attributes.get("stroke") ?? "none");
    halo.delete("paint-order");
    halo.set("stroke-linejoin", "round");
    return written("text", halo, content.replace(/<title>.*?<\/title>/gs, "")) + letters;
  }

  function walk(element: Element, above: readonly Element[]): string {
    const path = [...above, element];
    const attributes = styled(path, element);
    const unseen = attributes.get("fill") === "none" && !attributes.has("stroke");
    if (unseen && element.children.length === 0) return "";
    if (element.name === "image") return inlined(element.given);
    const wordy = element.name === "text" || element.name === "title";
    const content = element.children
      .map((one) => {
        if (typeof one === "string") return wordy ? one.replace(/\s+/g, " ") : "";
        return walk(one, path);
      })
      .join("");
    if (element.name === "text") {
      return textOf(attributes, content.replace(/ (?=<title>)/, "").trim());
    }
    return written(element.name, attributes, wordy ? content.trim() : content);
  }

  const root = parsed(markup).children.find((one) => typeof one !== "string");
  return `${root ? walk(root, []) : ""}\n`.replace(CONTROLS, "");
}
