// Numbers and times as the terminal writes them (src/renkei/report/wording.py), so that both agree.
import type { Lang } from "./words";

const NOT_KNOWN = "–";

const UNITS = {
  en: { s: "s", min: "min", h: "h", d: "d", points: "points" },
  ja: { s: "秒", min: "分", h: "時間", d: "日", points: "ポイント" },
} as const;

export type TimeUnit = "min" | "h" | "d";

/** With so many decimals, and a comma between thousands; `toLocaleString` is far slower. */
function grouped(value: number, digits: number): string {
  const [whole = "", part] = value.toFixed(digits).split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? apart : `${apart}.${part}`;
}

function short(size: number): string {
  const text = size < 9.95 ? grouped(size, 1) : grouped(size, 0);
  return text.endsWith(".0") ? text.slice(0, -2) : text;
}

function signOf(value: number, signed: boolean): string {
  if (value < 0) return "−";
  return signed && value > 0 ? "+" : "";
}

/** A number without superfluous digits: 3, 2.5, 0.04, 1,157. */
export function number(value: number | null): string {
  if (value === null || Number.isNaN(value)) return NOT_KNOWN;
  if (value === Math.round(value) || Math.abs(value) >= 99.95) {
    return (value < 0 ? "−" : "") + grouped(Math.abs(value), 0);
  }
  return (value < 0 ? "−" : "") + String(Number(Math.abs(value).toPrecision(3)));
}

/** A time in the unit that reads best: 20 s, 25 min, 3.2 h, 4.1 d; a dash for none. */
export function hours(value: number | null, lang: Lang, signed = false): string {
  if (value === null || Number.isNaN(value)) return NOT_KNOWN;
  const size = Math.abs(value);
  const unit = UNITS[lang];
  const sign = signOf(value, signed);
  if (size === 0) return "0";
  if (size < 1 / 60) return `${sign}${grouped(size * 3600, 0)} ${unit.s}`;
  if (size < 1) return `${sign}${short(size * 60)} ${unit.min}`;
  if (size < 48) return `${sign}${short(size)} ${unit.h}`;
  return `${sign}${short(size / 24)} ${unit.d}`;
}

/** The unit of time that suits all values of a row: minutes if all are short, days if most are long. */
export function unitFor(values: readonly (number | null)[]): TimeUnit {
  const sizes = values
    .filter((value): value is number => value !== null && Number.isFinite(value) && value !== 0)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const last = sizes.at(-1);
  if (last === undefined) return "h";
  if (last < 1.5) return "min";
  return (sizes[Math.floor(sizes.length / 4)] ?? 0) >= 72 ? "d" : "h";
}

const SIZES = { "%": 0.01, min: 1 / 60, h: 1, d: 24 } as const;

/** A value in one unit, without the unit: a tenth below ten, a hundredth below one hour. */
export function inUnit(value: number | null, unit: keyof typeof SIZES, signed = false): string {
  if (value === null || Number.isNaN(value)) return NOT_KNOWN;
  const sign = signOf(value, signed);
  if (!Number.isFinite(value)) return `${sign}∞`;
  const size = Math.abs(value) / SIZES[unit];
  let text = grouped(size, 0);
  if (size < 9.95) {
    const finer = size < 0.95 && unit === "h" ? 1 : 0;
    text = grouped(size, 1 + finer).replace(/\.?0+$/, "");
  }
  return text === "0" ? text : sign + text;
}

export interface Shown {
  value: string;
  range: string | null;
}

/** How the values of one finding are written: one unit for all of its rows. */
export class Scale {
  readonly unit: keyof typeof SIZES;
  private readonly lang: Lang;

  constructor(kind: "h" | "1", values: readonly (number | null)[], lang: Lang) {
    this.unit = kind === "1" ? "%" : unitFor(values);
    this.lang = lang;
  }

  get name(): string {
    return this.unit === "%" ? "%" : UNITS[this.lang][this.unit];
  }

  /** A level with its unit: 31 %. */
  level(value: number | null): string {
    return value === null ? NOT_KNOWN : `${inUnit(value, this.unit)} ${this.name}`;
  }

  levelRange(low: number | null, high: number | null): string | null {
    if (low === null && high === null) return null;
    return `${inUnit(low, this.unit)}–${inUnit(high, this.unit)} ${this.name}`;
  }

  /** A difference with its unit: +50 points, −1.2 h. */
  difference(value: number | null): string {
    const name = this.unit === "%" ? UNITS[this.lang].points : this.name;
    return value === null ? NOT_KNOWN : `${inUnit(value, this.unit, true)} ${name}`;
  }

  differenceRange(low: number | null, high: number | null): string | null {
    if (low === null && high === null) return null;
    const from = inUnit(low, this.unit, true);
    const to = inUnit(high, this.unit, true);
    return this.lang === "ja" ? `${from} 〜 ${to}` : `${from} to ${to}`;
  }
}

/** Hours since hour 0 as a day and a clock time in words: day 3, 14:05. */
export function moment(value: number, lang: Lang): string {
  const minutes = Math.round(value * 60);
  const day = Math.floor(minutes / 1440) + 1;
  const rest = ((minutes % 1440) + 1440) % 1440;
  const clock = `${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
  return lang === "ja" ? `${day}日目 ${clock}` : `day ${day}, ${clock}`;
}

/** Hours since hour 0 as a date and a clock time; `start` is its day or local moment (2025-04-01). */
export function calendar(value: number, start: string, lang: Lang): string {
  const first = Date.parse(start.includes("T") ? `${start}Z` : `${start}T00:00:00Z`);
  if (Number.isNaN(first)) return moment(value, lang);
  const at = new Date(first + Math.round(value * 60) * 60000);
  const day = at.toLocaleDateString(lang === "ja" ? "ja-JP" : "en-GB", {
    timeZone: "UTC",
    year: "numeric",
    month: lang === "ja" ? "long" : "short",
    day: "numeric",
  });
  return `${day} ${at.toISOString().slice(11, 16)}`;
}

/** Hours from an event as 12:05. */
export function clock(value: number): string {
  const minutes = Math.round(Math.abs(value) * 60);
  const sign = value < 0 ? "−" : "";
  return `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
