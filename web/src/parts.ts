// The document as it stands in the file: a block for what is seen first, and one for each large part,
// read when a section needs it, so that the answer does not wait for the rest.
import type { Page } from "./document";

/** Parts that have a block of their own. */
const APART = ["figures", "responses", "organisations", "map", "annex"] as const;
type Apart = (typeof APART)[number];

export interface Parts {
  /** The whole document; a part is read when it is first asked for. */
  page: Page;
  /** Whether a part has anything in it; tells it without reading it. */
  has: (part: Apart) => boolean;
}

/** The document from its blocks; `text` gives the text of a block. None: there is no document. */
export function partsOf(text: (id: string) => string | null | undefined): Parts | null {
  const head = JSON.parse(text("page-data") ?? "null") as object | null;
  if (head === null) return null;
  const textOf = (part: Apart): string => text(`page-data-${part}`) ?? "null";
  for (const part of APART) {
    Object.defineProperty(head, part, {
      configurable: true,
      enumerable: true,
      get() {
        const value: unknown = JSON.parse(textOf(part));
        Object.defineProperty(head, part, { value, enumerable: true });
        return value;
      },
    });
  }
  return { page: head as Page, has: (part) => !["null", "[]"].includes(textOf(part)) };
}
