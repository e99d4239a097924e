import ms from "milsymbol";
import { describe, expect, it } from "vitest";
import { converted } from "../src/symbols";

// milsymbol has tables of its own for both spellings: what it draws is a second opinion. Left out are
// symbols that 2525D draws anew (29 of 31 letter codes of real files are drawn alike).
const CODES = [
  "SFGPUCIZ--EH---",
  "SHGPUCI----D---",
  "SFGPUCF--------",
  "SFGAUCI---AD---",
  "SNGPUSX----E---",
  "SFSPCL---------",
  "SHUPS----------",
  "SFAPMHA--------",
  "SUAPMFQ--------",
];

describe("symbol codes", () => {
  it.each(CODES)("draws %s alike in both spellings", (letters) => {
    const found = converted(letters);
    expect(found?.code).toMatch(/^\d{20}$/);
    expect(found?.back).toBe(letters);
    const [before, after] = [letters, found?.code ?? ""].map((code) => new ms.Symbol(code));
    expect(before?.isValid()).toBe(true);
    expect(after?.asSVG()).toBe(before?.asSVG());
  });

  it("gives nothing where there is no other symbol", () => {
    expect(converted("OFOPV----------")).toBeNull();
    expect(converted("10031002000000000000")).toBeNull();
    expect(converted("")).toBeNull();
    expect(converted("constructor")).toBeNull();
  });
});
