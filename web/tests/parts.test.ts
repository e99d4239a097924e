import { expect, test, vi } from "vitest";
import { partsOf } from "../src/parts";

test("a part of the document is read when it is asked for, once", () => {
  const blocks: Record<string, string> = {
    "page-data": '{"version": 1}',
    "page-data-figures": "[1, 2]",
    "page-data-responses": "[]",
    "page-data-map": "null",
  };
  const text = vi.fn((id: string) => blocks[id]);
  const parts = partsOf(text);
  expect(parts?.page.version).toBe(1);
  expect(text).toHaveBeenCalledTimes(1);
  expect(parts?.has("figures")).toBe(true);
  expect(parts?.has("responses")).toBe(false);
  expect(parts?.has("map")).toBe(false);
  const first = parts?.page.figures;
  expect(first).toEqual([1, 2]);
  expect(parts?.page.figures).toBe(first);
  expect(parts?.page.map).toBe(null);
});

test("without a document there are no parts", () => {
  expect(partsOf(() => null)).toBe(null);
});
