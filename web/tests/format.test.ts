import { describe, expect, it } from "vitest";
import { calendar, clock, hours, inUnit, moment, number, Scale, unitFor } from "../src/text/format";

describe("numbers as the terminal writes them", () => {
  it.each([
    [3, "3"],
    [2.5, "2.5"],
    [0.04, "0.04"],
    [1157, "1,157"],
    [-99.96, "−100"],
    [null, "–"],
  ])("number(%s)", (value, text) => expect(number(value)).toBe(text));

  it.each([
    [0, "0"],
    [20 / 3600, "20 s"],
    [25 / 60, "25 min"],
    [3.24, "3.2 h"],
    [3, "3 h"],
    [47.9, "48 h"],
    [98.4, "4.1 d"],
    [-1.5, "−1.5 h"],
  ])("hours(%s)", (value, text) => expect(hours(value, "en")).toBe(text));

  it("says units in Japanese", () => {
    expect(hours(3.24, "ja")).toBe("3.2 時間");
    expect(hours(-0.5, "ja", true)).toBe("−30 分");
    expect(hours(2, "ja", true)).toBe("+2 時間");
  });

  it("chooses one unit for a row", () => {
    expect(unitFor([0.1, 1.4])).toBe("min");
    expect(unitFor([0.1, 2])).toBe("h");
    expect(unitFor([80, 100, 200, 300])).toBe("d");
    expect(unitFor([null, 0])).toBe("h");
  });

  it("has a tenth below ten and a hundredth below one hour", () => {
    expect(inUnit(0.78, "h", true)).toBe("+0.78");
    expect(inUnit(1.2, "h", true)).toBe("+1.2");
    expect(inUnit(12.3, "h")).toBe("12");
    expect(inUnit(0.504, "%")).toBe("50");
    expect(inUnit(-0.083, "%", true)).toBe("−8.3");
  });

  it("writes differences of shares in points", () => {
    const scale = new Scale("1", [0.31, 0.81], "en");
    expect(scale.level(0.31)).toBe("31 %");
    expect(scale.difference(0.5)).toBe("+50 points");
    expect(scale.differenceRange(0.4, 0.58)).toBe("+40 to +58");
    expect(new Scale("h", [9, 1.3], "ja").differenceRange(-1, 1.5)).toBe("−1 〜 +1.5");
  });
});

describe("moments", () => {
  it("counts days from one", () => {
    expect(moment(0, "en")).toBe("day 1, 00:00");
    expect(moment(267.25, "ja")).toBe("12日目 03:15");
  });
  it("gives the date", () => {
    expect(calendar(25.5, "2027-04-01", "en")).toBe("2 Apr 2027 01:30");
    expect(calendar(25.5, "2027-04-01", "ja")).toBe("2027年4月2日 01:30");
  });
  it("gives hours and minutes", () => expect(clock(12 + 5 / 60)).toBe("12:05"));
});
