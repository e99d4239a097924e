// The numbers of a figure as lines of CSV (RFC 4180), and files made in the page.
import type { Choice } from "../document";

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

/** The rows of a variant, from its columns. */
export function rowsOf(choice: Choice): Row[] {
  const names = Object.keys(choice.columns);
  const length = Math.max(0, ...names.map((name) => choice.columns[name]?.length ?? 0));
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(names.map((name) => [name, choice.columns[name]?.[at] ?? null])),
  );
}

function quoted(value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(rows: readonly Row[], names: readonly string[]): string {
  const lines = rows.map((row) => names.map((name) => quoted(row[name] ?? null)).join(","));
  return `${[names.map(quoted).join(","), ...lines].join("\r\n")}\r\n`;
}

/** A name that every file system takes. */
export function fileName(...parts: string[]): string {
  const name = parts
    .filter((part) => part !== "")
    .join("-")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^[-.]+|-+$/g, "");
  return name.slice(0, 100) || "figure";
}

/** Offers content as a file to keep. */
export function keep(name: string, content: Blob | string, type = "text/plain"): void {
  // Excel reads UTF-8 only behind a byte order mark.
  const parts = type === "text/csv" ? ["\ufeff", content] : [content];
  const url = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
