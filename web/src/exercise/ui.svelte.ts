// Language, colours and place of the page: what the address says after `#`, kept in this browser.
import type { Lang } from "../text/words";
import type { Shade } from "../theme";
import { browserStore } from "./kept";
import { TEXTS, type TextKey } from "./words";

export type ThemeChoice = "auto" | "light" | "dark";

interface Ui {
  lang: Lang;
  theme: ThemeChoice;
  /** The part of the page that is shown, and what is open in it. */
  view: string;
  id: string | null;
  /** The seat through whose eyes the instructor looks. */
  as: string | null;
}

const store = browserStore();
const preferred = (): Lang => {
  const kept = store?.getItem("renkei:lang");
  if (kept === "en" || kept === "ja") return kept;
  return navigator.language.toLowerCase().startsWith("ja") ? "ja" : "en";
};

function read(): Ui {
  const fields = new URLSearchParams(location.hash.replace(/^#/, ""));
  const lang = fields.get("lang");
  const theme = fields.get("theme") ?? store?.getItem("renkei:theme");
  return {
    lang: lang === "en" || lang === "ja" ? lang : preferred(),
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    view: fields.get("view") ?? "",
    id: fields.get("id"),
    as: fields.get("as"),
  };
}

export const ui = $state<Ui>(read());

const dark = matchMedia("(prefers-color-scheme: dark)");
const system = $state({ dark: dark.matches });
dark.addEventListener("change", (event) => {
  system.dark = event.matches;
});

export const shade = (): Shade =>
  ui.theme === "auto" ? (system.dark ? "dark" : "light") : ui.theme;

/** Go to a part of the page. The back button of the browser leads back. */
export function go(change: Partial<Ui>): void {
  const moved = change.view !== undefined || change.id !== undefined || change.as !== undefined;
  Object.assign(ui, change);
  if (change.lang) store?.setItem("renkei:lang", change.lang);
  if (change.theme) store?.setItem("renkei:theme", change.theme);
  const fields = new URLSearchParams();
  fields.set("lang", ui.lang);
  if (ui.theme !== "auto") fields.set("theme", ui.theme);
  if (ui.as) fields.set("as", ui.as);
  if (ui.view) fields.set("view", ui.view);
  if (ui.id) fields.set("id", ui.id);
  const address = `#${fields.toString()}`;
  if (moved && address !== location.hash) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

const follow = (): void => {
  Object.assign(ui, read());
};
addEventListener("hashchange", follow);
addEventListener("popstate", follow);

/** A string of the interface, with values in the places that it names: `{n} of {count}`. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return TEXTS[key][ui.lang].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

/** A text of a document that stands alone: it begins with a capital. */
export function headline(text: { en: string; ja: string } | null | undefined): string {
  const said = say(text);
  return said.charAt(0).toLocaleUpperCase("en") + said.slice(1);
}

/** A text of a document. */
export const say = (text: { en: string; ja: string } | null | undefined): string =>
  text?.[ui.lang] ?? "";
