// Times of an exercise in words: hours since its hour 0, as clocks and spans that people read.
import type { Lang } from "../text/words";
import type { Clock } from "./documents";

const HOUR = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(at: number, zone: string): Record<string, number> {
  let format = formats.get(zone);
  if (!format) {
    const options: Intl.DateTimeFormatOptions = {
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    };
    try {
      format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    } catch {
      format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
    }
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((one) => [one.type, Number(one.value)]));
}

/** What a clock of a zone shows at an instant, as if it were UTC. */
function wall(at: number, zone: string): number {
  const p = parts(at, zone);
  return Date.UTC(
    p.year ?? 0,
    (p.month ?? 1) - 1,
    p.day ?? 1,
    p.hour ?? 0,
    p.minute ?? 0,
    p.second ?? 0,
  );
}

/** The instant of hour 0: `start` is a day or a moment of local time in `zone`. */
export function hourZero(start: string, zone: string): number {
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(start)) return Date.parse(start);
  const shown = Date.parse(`${start.length <= 10 ? `${start}T00:00:00` : start}Z`);
  let at = shown;
  // Twice, for a start just beside a change of the clocks.
  for (let n = 0; n < 2; n++) at += shown - wall(at, zone);
  return at;
}

type Zoned = Pick<Clock, "start" | "zone">;

/** The local date and time at an hour of the exercise, in its zone or another, as if it were UTC. */
export function local(h: number, clock: Zoned, zone = clock.zone): Date {
  return new Date(wall(hourZero(clock.start, clock.zone) + Math.round(h * HOUR), zone));
}

const two = (value: number): string => String(value).padStart(2, "0");

/** 14:05 */
export function timeOfDay(h: number, clock: Zoned, zone = clock.zone): string {
  const at = local(h, clock, zone);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = {
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  ja: ["日", "月", "火", "水", "木", "金", "土"],
} as const;

/** Tue 1 Jan */
export function day(h: number, clock: Zoned, lang: Lang, zone = clock.zone): string {
  const at = local(h, clock, zone);
  const weekday = DAYS[lang][at.getUTCDay()];
  return lang === "ja"
    ? `${at.getUTCMonth() + 1}月${at.getUTCDate()}日（${weekday}）`
    : `${weekday} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

/** Tue 1 Jan 2030 */
export function date(h: number, clock: Zoned, lang: Lang, zone = clock.zone): string {
  const year = local(h, clock, zone).getUTCFullYear();
  const text = day(h, clock, lang, zone);
  return lang === "ja" ? `${year}年${text}` : `${text} ${year}`;
}

/** The time of day; with its day where that is not the day of `now`. */
export function when(h: number, now: number, clock: Zoned, lang: Lang): string {
  const time = timeOfDay(h, clock);
  const same = day(h, clock, "en") === day(now, clock, "en");
  return same ? time : `${day(h, clock, lang)} ${time}`;
}

/** A span in whole minutes, hours or days: 25 min, 2 h 5 min, 3 d 4 h. */
export function span(h: number, lang: Lang): string {
  const minutes = Math.round(Math.abs(h) * 60);
  const unit =
    lang === "ja"
      ? { d: "日", h: "時間", min: "分", gap: "", none: "1分未満" }
      : { d: " d", h: " h", min: " min", gap: " ", none: "under a minute" };
  if (minutes < 1) return unit.none;
  const [d, hours, min] = [
    Math.floor(minutes / 1440),
    Math.floor((minutes % 1440) / 60),
    minutes % 60,
  ];
  const all: [number, string][] =
    minutes >= 2880
      ? [
          [d, unit.d],
          [hours, unit.h],
        ]
      : [
          [d * 24 + hours, unit.h],
          [min, unit.min],
        ];
  return all
    .filter(([value]) => value > 0)
    .map(([value, name]) => `${value}${name}`)
    .join(unit.gap);
}

/** A moment as the value of a field `datetime-local`, and back. */
export function toField(h: number, clock: Zoned): string {
  return local(h, clock).toISOString().slice(0, 16);
}

export function fromField(value: string, clock: Zoned): number | null {
  if (Number.isNaN(Date.parse(`${value}Z`))) return null;
  return (hourZero(value, clock.zone) - hourZero(clock.start, clock.zone)) / HOUR;
}

export interface Due {
  hours: number;
  /**
   * Time is over, and the answer is known to be open (late) or not known (past); or it is nearly
   * over (tight): less is left than the work usually takes.
   */
  state: "late" | "past" | "tight" | "easy";
}

export function due(due_h: number | null, usual_h: number, now: number, open: boolean): Due | null {
  if (due_h === null) return null;
  const hours = due_h - now;
  if (hours < 0) return { hours, state: open ? "late" : "past" };
  return { hours, state: hours < usual_h ? "tight" : "easy" };
}
