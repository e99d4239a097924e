import { describe, expect, it } from "vitest";
import { read, write } from "../src/place";
import { csv, fileName, rowsOf } from "../src/text/csv";
import { fitted, lines } from "../src/text/measure";
import { pieces } from "../src/text/terms";
import { TERMS, WORDS } from "../src/text/words";

describe("CSV", () => {
  it("quotes what needs it", () => {
    const rows = [{ a: 'say "x", y', b: null, c: 1.5 }];
    expect(csv(rows, ["a", "b", "c"])).toBe('a,b,c\r\n"say ""x"", y",,1.5\r\n');
  });
  it("makes rows of columns", () => {
    const choice = { id: "x", name: { en: "", ja: "" }, columns: { h: [1, 2], d: ["a", "b"] } };
    expect(rowsOf(choice)).toEqual([
      { h: 1, d: "a" },
      { h: 2, d: "b" },
    ]);
  });
  it("names files safely", () => {
    expect(fileName("times", "../../etc/passwd")).toBe("times-..-..-etc-passwd");
    expect(fileName("<b>", "日本")).toBe("b-日本");
    expect(fileName("")).toBe("figure");
  });
});

describe("terms", () => {
  it("finds each where it first stands", () => {
    const found = pieces("Paired intervals of replications, intervals.", "en");
    expect(found.map((one) => one.text).join("")).toBe(
      "Paired intervals of replications, intervals.",
    );
    expect(found.filter((one) => one.term).map((one) => one.term)).toEqual([
      "interval",
      "replication",
    ]);
  });
  it("finds them in Japanese", () =>
    expect(pieces("統制はOPCONによる。", "ja").map((one) => one.term)).toEqual([
      null,
      "opcon",
      null,
    ]));
  it("leaves a text without terms whole", () =>
    expect(pieces("<b>x</b>", "en")).toEqual([{ text: "<b>x</b>", term: null }]));
});

describe("words", () => {
  const letters = /[\u3040-\u30ff\u4e00-\u9fff／]/;
  it("are said in both languages", () => {
    const all = [
      ...Object.entries(WORDS),
      ...Object.entries(TERMS).map(([key, one]) => [key, one.text] as const),
    ];
    const same = ["downloadCsv", "downloadSvg", "downloadPng"];
    expect(all.filter(([key, both]) => !letters.test(both.ja) && !same.includes(key))).toEqual([]);
    expect(all.filter(([, both]) => letters.test(both.en))).toEqual([]);
  });
  it("are all used", () => {
    const sources = import.meta.glob<string>(["../src/**/*.{svelte,ts}", "!../src/text/words.ts"], {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const text = Object.values(sources).join("\n");
    const made = /^(standing_|confidence_)/;
    const unused = Object.keys(WORDS).filter(
      (key) => !made.test(key) && !text.includes(`"${key}"`) && !text.includes(`WORDS.${key}`),
    );
    expect(unused).toEqual([]);
  });
});

describe("the address", () => {
  it("is read as it was written", () => {
    const place = {
      lang: "ja",
      theme: "dark",
      at: "map",
      response: "launch/7/4",
      t: 12.5,
    } as const;
    expect(read(write(place), "en")).toEqual(place);
  });
  it("is read with care", () => {
    expect(read("", "ja")).toEqual({
      lang: "ja",
      theme: "auto",
      at: null,
      response: null,
      t: null,
    });
    expect(read("#annex", "en").at).toBe("annex");
    expect(read("#lang=xx&theme=red&t=soon", "en")).toEqual({
      lang: "en",
      theme: "auto",
      at: null,
      response: null,
      t: null,
    });
  });
});

describe("labels", () => {
  it("are cut where there is no room", () => {
    expect(fitted("Joint Staff", 1000, 12).text).toBe("Joint Staff");
    expect(fitted("Joint Staff Office", 60, 12).text).toMatch(/^Joint.*…$/);
  });
  it("are broken between words", () => {
    expect(lines("Joint Staff Office", 75, 12, 2)).toEqual(["Joint Staff", "Office"]);
    expect(lines("Japan Meteorological Agency", 112, 12.5, 2)).toEqual([
      "Japan",
      expect.stringMatching(/^Meteorological.*…$/),
    ]);
    expect(lines("補給本部（十条）", 65, 12, 2)).toEqual(["補給本部", "（十条）"]);
    expect(lines("統合作戦司令部", 60, 12, 2)).toEqual(["統合作戦司", "令部"]);
  });
  it("begin with nothing that closes and end with nothing that opens", () => {
    expect(lines("統合作戦（司令部）", 60, 12, 2)).toEqual(["統合作戦", "（司令部）"]);
    expect(lines("統合作戦「（司）」", 72, 12, 2)).toEqual(["統合作戦", "「（司）」"]);
    expect(lines("統合作戦部）の長", 60, 12, 2)).toEqual(["統合作戦", "部）の長"]);
    // Where no place is allowed the line is full.
    expect(lines("（（（（", 24, 12, 3)).toEqual(["（（", "（（"]);
  });
});
