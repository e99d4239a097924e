// Assumptions sought, filtered and sorted.
import type { Assumption } from "../document";

export type Column = "path" | "value" | "range" | "source" | "standing" | "confidence";

export const COLUMNS: readonly Column[] = [
  "path",
  "value",
  "range",
  "standing",
  "confidence",
  "source",
];

export const STANDINGS: readonly Assumption["standing"][] = [
  "sourced",
  "unverified",
  "guess",
  "choice",
  "none",
];

const CONFIDENCE = ["high", "medium", "low", "guess", ""];

export interface Wanted {
  sought: string;
  standing: Assumption["standing"] | "all";
  by: Column;
  falling: boolean;
}

function rank(one: Assumption, by: Column): string | number {
  if (by === "standing") return STANDINGS.indexOf(one.standing);
  if (by === "confidence") {
    const at = CONFIDENCE.indexOf(one.confidence);
    return at < 0 ? CONFIDENCE.length : at;
  }
  return one[by];
}

const order = new Intl.Collator("en", { numeric: true });

/** The rows that are wanted, in the wanted order; `sources` maps a source's id to its text. */
export function chosen(
  all: readonly Assumption[],
  wanted: Wanted,
  sources: Readonly<Record<string, string>> = {},
): Assumption[] {
  const parts = wanted.sought.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const kept = all.filter((one) => {
    if (wanted.standing !== "all" && one.standing !== wanted.standing) return false;
    if (parts.length === 0) return true;
    const about = sources[one.source] ?? "";
    const text = `${one.path} ${one.value} ${one.range} ${one.source} ${about}`.toLocaleLowerCase();
    return parts.every((part) => text.includes(part));
  });
  const sign = wanted.falling ? -1 : 1;
  return kept.sort((a, b) => {
    const [left, right] = [rank(a, wanted.by), rank(b, wanted.by)];
    const first =
      typeof left === "number" && typeof right === "number"
        ? left - right
        : order.compare(String(left), String(right));
    return sign * first || order.compare(a.path, b.path);
  });
}
