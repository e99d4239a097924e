// What the server says of a workbook before it is taken: changes by row, and rejected rows with why.
import type { Said } from "./documents";

export interface Change {
  row: number | null;
  change: "added" | "changed" | "removed";
  what: string;
  details: Detail[];
}

/** A cell that is another than it was. */
export interface Detail {
  name: Said;
  before: string;
  after: string;
}

export interface Preview {
  changes: Change[];
  rejected: { row: number | null; why: Said }[];
}

type Loose = Record<string, unknown>;

const list = (value: unknown): Loose[] => (Array.isArray(value) ? (value as Loose[]) : []);
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function saidOf(value: unknown): Said {
  const said = value as Said | null;
  if (typeof said === "object" && typeof said?.en === "string") return said;
  return { en: textOf(value), ja: textOf(value) };
}

function kindOf(one: Loose): Change["change"] {
  const kind = textOf(one.change);
  return kind === "added" || kind === "removed" ? kind : "changed";
}

export function asPreview(value: unknown): Preview {
  const got = (value ?? {}) as Loose;
  return {
    changes: list(got.changes).map((one) => ({
      row: numberOf(one.row),
      change: kindOf(one),
      what: textOf(one.what) || textOf(one.line),
      details: list(one.details).map((cell) => ({
        name: saidOf(cell.name),
        before: textOf(cell.before),
        after: textOf(cell.after),
      })),
    })),
    rejected: list(got.rejected).map((one) => ({
      row: numberOf(one.row),
      why: saidOf(one.why ?? one.text),
    })),
  };
}
