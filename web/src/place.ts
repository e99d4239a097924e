// What the address says after `#`: language, colours, section, chosen response, moment of the map.
// So a link carries the reader to the same view.
import type { Lang } from "./text/words";

export type ThemeChoice = "auto" | "light" | "dark";

export interface Place {
  lang: Lang;
  theme: ThemeChoice;
  at: string | null;
  response: string | null;
  t: number | null;
}

export function read(hash: string, preferred: Lang): Place {
  const text = hash.replace(/^#/, "");
  const fields = new URLSearchParams(text.includes("=") ? text : `at=${text}`);
  const lang = fields.get("lang");
  const theme = fields.get("theme");
  const t = fields.get("t");
  const time = t === null || t === "" ? Number.NaN : Number(t);
  return {
    lang: lang === "ja" || lang === "en" ? lang : preferred,
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    at: fields.get("at") || null,
    response: fields.get("response") || null,
    t: Number.isFinite(time) ? time : null,
  };
}

export function write(place: Place): string {
  const fields = new URLSearchParams();
  fields.set("lang", place.lang);
  if (place.theme !== "auto") fields.set("theme", place.theme);
  if (place.at) fields.set("at", place.at);
  if (place.response) fields.set("response", place.response);
  if (place.t !== null) fields.set("t", String(Math.round(place.t * 1000) / 1000));
  return `#${fields.toString()}`;
}
