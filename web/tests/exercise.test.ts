import { describe, expect, it } from "vitest";
import type { Clock, Item, Line, Review, Task } from "../src/exercise/documents";
import { Kept, type Store } from "../src/exercise/kept";
import { Refusal, Unreachable } from "../src/exercise/net";
import { type Action, Outbox, type Waiting } from "../src/exercise/outbox";
import { byObjective, momentsOf, scaleOf } from "../src/exercise/review";
import {
  byPlan,
  byUrgency,
  chosen,
  freshLine,
  holds,
  search,
  threadOf,
  told,
} from "../src/exercise/sorting";
import {
  day,
  due,
  fromField,
  hourZero,
  span,
  timeOfDay,
  toField,
  when,
} from "../src/exercise/time";
import { TEXTS } from "../src/exercise/words";
import { asPreview } from "../src/exercise/workbook";

const clock = (start: string, zone: string): Clock => ({
  now_h: 0,
  ends_h: 72,
  start,
  zone,
  running: false,
  speed: 1,
  stands: "",
});

describe("time", () => {
  it("takes a day, a local moment, or one with its offset for hour 0", () => {
    expect(hourZero("2031-01-14", "Asia/Tokyo")).toBe(Date.UTC(2031, 0, 13, 15));
    expect(hourZero("2031-01-14T06:30:00", "Europe/Paris")).toBe(Date.UTC(2031, 0, 14, 5, 30));
    expect(hourZero("2031-01-14T06:30:00+09:00", "Asia/Tokyo")).toBe(Date.UTC(2031, 0, 13, 21, 30));
  });

  it("shows local time in a zone, through a change of its clocks", () => {
    // Central Europe goes from 02:00 to 03:00 on 30 March 2031.
    const paris = clock("2031-03-29T12:00:00", "Europe/Paris");
    expect(timeOfDay(13.5, paris)).toBe("01:30");
    expect(timeOfDay(14.5, paris)).toBe("03:30");
    expect(timeOfDay(13.5, paris, "America/New_York")).toBe("20:30");
    expect(day(14.5, paris, "en")).toBe("Sun 30 Mar");
    expect(day(14.5, paris, "ja")).toBe("3月30日（日）");
  });

  it("names the day only where it is another", () => {
    const utc = clock("2031-01-14", "UTC");
    expect(when(9.1, 15, utc, "en")).toBe("09:06");
    expect(when(9.1, 39, utc, "en")).toBe("Tue 14 Jan 09:06");
  });

  it("reads back what it writes into a field", () => {
    const tokyo = clock("2031-01-14T08:00:00+09:00", "Asia/Tokyo");
    expect(toField(1.5, tokyo)).toBe("2031-01-14T09:30");
    expect(fromField("2031-01-14T09:30", tokyo)).toBeCloseTo(1.5, 9);
    expect(fromField("", tokyo)).toBeNull();
  });

  it("says spans in words", () => {
    expect(span(0, "en")).toBe("under a minute");
    expect(span(1.8, "en")).toBe("1 h 48 min");
    expect(span(-1.8, "ja")).toBe("1時間48分");
    expect(span(47.5, "en")).toBe("47 h 30 min");
    expect(span(76, "en")).toBe("3 d 4 h");
    expect(span(72, "ja")).toBe("3日");
    // Rounded once, not part by part: 59 min 40 s are an hour.
    expect(span(1.9945, "en")).toBe("2 h");
  });

  it("tells late from tight from easy", () => {
    expect(due(null, 1, 10, true)).toBeNull();
    expect(due(9, 1, 10, true)?.state).toBe("late");
    expect(due(10.5, 1, 10, true)?.state).toBe("tight");
    expect(due(12, 1, 10, true)).toEqual({ hours: 2, state: "easy" });
  });

  it("calls nothing late of which it is not known that it is open", () => {
    expect(due(9, 1, 10, false)?.state).toBe("past");
    expect(due(10.5, 1, 10, false)?.state).toBe("tight");
  });
});

const task = (id: string, precedence: Task["precedence"], due_h: number | null, since_h = 0) =>
  ({
    id,
    precedence,
    due_h,
    since_h,
    text: { en: `Task ${id}`, ja: `案件${id}` },
    kind_name: { en: "Decision", ja: "決定" },
    incident_name: null,
  }) as unknown as Task;

const item = (id: string, received_h: number, reply_to: string | null = null): Item =>
  ({
    id,
    received_h,
    sent_h: received_h - 1,
    reply_to,
    subject: { en: `Item ${id}`, ja: `文書${id}` },
    text: id === "b" ? "Two frigates at sea" : "",
    sender: "fleet",
    receivers: ["joint"],
  }) as unknown as Item;

describe("order", () => {
  it("tells a moment once where a nation's milestone is the joint one", () => {
    const ids = (all: [string, number][]) =>
      told(
        all,
        ([id]) => id,
        ([, h]) => h,
      ).map(([id]) => id);
    expect(
      ids([
        ["decided", 2],
        ["decided.MRD", 1],
        ["decided.AUR", 2],
      ]),
    ).toEqual(["decided.MRD", "decided.AUR"]);
    expect(
      ids([
        ["on-station", 2],
        ["on-station.AUR", 3],
        ["on", 3],
      ]),
    ).toEqual(["on-station", "on-station.AUR", "on"]);
  });
  it("puts precedence before deadline before age", () => {
    const all = [
      task("late-routine", "routine", 1),
      task("no-deadline", "immediate", null),
      task("second", "immediate", 9),
      task("younger", "immediate", 5, 2),
      task("older", "immediate", 5, 1),
      task("first", "flash", 100),
    ];
    expect(byUrgency(all).map((one) => one.id)).toEqual([
      "first",
      "older",
      "younger",
      "second",
      "no-deadline",
      "late-routine",
    ]);
  });

  it("gathers an exchange, also where its beginning is not seen, and circles end", () => {
    const items = [item("c", 3, "b"), item("b", 2, "a"), item("a", 1), item("x", 4, "unseen")];
    expect(threadOf(items, items[0] as Item).map((one) => one.id)).toEqual(["a", "b", "c"]);
    expect(threadOf(items, items[3] as Item).map((one) => one.id)).toEqual(["x"]);
    const round = [item("p", 1, "q"), item("q", 2, "p")];
    expect(threadOf(round, round[0] as Item).length).toBeGreaterThan(0);
  });

  it("finds what has every word, in what the reader sees", () => {
    expect(holds("  ", "anything")).toBe(false);
    expect(holds("FRIGATES　two", "Two frigates at sea")).toBe(true);
    const view = {
      tasks: [task("1", "flash", null)],
      items: [item("a", 1), item("b", 2)],
      done: [],
    };
    const name = (id: string): string => (id === "fleet" ? "Fleet Command" : id);
    expect(search(view, "frigates", "en", name).items.map((one) => one.id)).toEqual(["b"]);
    expect(search(view, "fleet command", "en", name).items).toHaveLength(2);
    expect(search(view, "案件", "en", name).tasks).toHaveLength(0);
    expect(search(view, "案件", "ja", name).tasks).toHaveLength(1);
  });

  it("puts lines by when they were or will be injected, conditions last", () => {
    const line = (id: string, at_h: number | null, fired_h: number | null = null): Line =>
      ({ id, at_h, fired_h }) as unknown as Line;
    const all = [line("when", null), line("b", 4), line("fired-late", 1, 5), line("a", 2)];
    expect(byPlan(all).map((one) => one.id)).toEqual(["a", "b", "fired-late", "when"]);
    expect(freshLine([line("line-2", 1), line("line-3", 1)])).toBe("line-4");
  });

  it("counts platforms and sees when they are too many", () => {
    const force = {
      count: 2,
      candidates: [
        { unit: "a", free: 3 },
        { unit: "b", free: 0 },
      ],
    };
    expect(chosen(force, undefined)).toEqual({ total: 0, over: false });
    expect(chosen(force, { a: 2 })).toEqual({ total: 2, over: false });
    expect(chosen(force, { a: 3 })).toEqual({ total: 3, over: true });
    expect(chosen(force, { b: 1 }).over).toBe(true);
    expect(chosen(force, { a: 1.5 }).over).toBe(true);
    // What is no candidate any more counts for nothing.
    expect(chosen(force, { gone: 2 })).toEqual({ total: 0, over: false });
  });
});

class Shelf implements Store {
  private readonly held = new Map<string, string>();
  get length(): number {
    return this.held.size;
  }
  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.held.set(key, value);
  }
  removeItem(key: string): void {
    this.held.delete(key);
  }
  key(at: number): string | null {
    return [...this.held.keys()][at] ?? null;
  }
}

describe("what is kept", () => {
  it("is apart for each exercise and seat, and cleared alone", () => {
    const shelf = new Shelf();
    const mine = new Kept(shelf, "ex", "a:b");
    const other = new Kept(shelf, "ex", "a");
    mine.write("b:draft", 1);
    other.write("b:b:draft", 2);
    expect([mine.read("b:draft"), other.read("b:b:draft")]).toEqual([1, 2]);
    mine.clear();
    expect(mine.names()).toEqual([]);
    expect(other.read("b:b:draft")).toBe(2);
    expect(new Kept(null, "ex", "a").read("draft")).toBeNull();
  });
});

/** An outbox on a clock that the test moves, and a server that answers as told. */
class Bench {
  now = 1000;
  sent: [string, string][] = [];
  refused: string[] = [];
  done: string[] = [];
  waiting: readonly Waiting[] = [];
  answers: (() => Promise<unknown>)[] = [];
  private timers: { at: number; run: () => void }[] = [];
  readonly shelf: Shelf;

  constructor(shelf = new Shelf()) {
    this.shelf = shelf;
  }

  outbox(): Outbox {
    return new Outbox(new Kept(this.shelf, "ex", "seat"), {
      send: (key, action) => {
        this.sent.push([key, action.do]);
        return (this.answers.shift() ?? (() => Promise.resolve({})))();
      },
      now: () => this.now,
      later: (run, ms) => this.timers.push({ at: this.now + ms, run }),
      changed: (waiting) => {
        this.waiting = waiting;
      },
      done: (one) => this.done.push(one.action.do),
      refused: (one, why) => this.refused.push(`${one.action.do} ${why.code}`),
    });
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const next = this.timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
      for (let n = 0; n < 10; n++) await Promise.resolve();
    }
    this.now = until;
  }
}

const claim: Action = { do: "claim", task: "t", mine: true };
const finish: Action = { do: "finish", task: "t" };

describe("outbox", () => {
  it("tries again under the same key while nobody answers", async () => {
    const bench = new Bench();
    const gone = (): Promise<never> => Promise.reject(new Unreachable("down"));
    bench.answers = [gone, gone];
    bench.outbox().put(claim);
    await bench.pass(10_000);
    expect(bench.sent).toHaveLength(3);
    expect(new Set(bench.sent.map(([key]) => key)).size).toBe(1);
    expect(bench.done).toEqual(["claim"]);
    expect(bench.waiting).toEqual([]);
  });

  it("keeps order: what is behind waits for what is before", async () => {
    const bench = new Bench();
    bench.answers = [() => Promise.reject(new Unreachable("down"))];
    const box = bench.outbox();
    box.put(claim);
    box.put(finish);
    await bench.pass(5000);
    expect(bench.sent.map(([, what]) => what)).toEqual(["claim", "claim", "finish"]);
  });

  it("sends nothing that was taken back, and takes nothing back that was sent", async () => {
    const bench = new Bench();
    const box = bench.outbox();
    const first = box.put(finish, 6000);
    await bench.pass(5900);
    expect(box.undo(first)).toEqual(finish);
    const second = box.put(finish, 6000);
    await bench.pass(6100);
    expect(box.undo(second)).toBeNull();
    expect(bench.sent).toEqual([[second, "finish"]]);
  });

  it("does not hold up others by what can still be taken back", async () => {
    const bench = new Bench();
    const box = bench.outbox();
    box.put(finish, 6000);
    box.put(claim);
    await bench.pass(100);
    expect(bench.sent.map(([, what]) => what)).toEqual(["claim"]);
  });

  it("goes on after a reload, under the key from before", async () => {
    const before = new Bench();
    before.answers = [() => new Promise(() => {})];
    const key = before.outbox().put(claim);
    await before.pass(10);
    const after = new Bench(before.shelf);
    after.outbox();
    await after.pass(10);
    expect(after.sent).toEqual([[key, "claim"]]);
    const third = new Bench(before.shelf);
    third.outbox();
    await third.pass(10);
    expect(third.sent).toEqual([]);
  });

  it("drops what the server refuses and says so; a full server or a lost session is no refusal", async () => {
    const bench = new Bench();
    bench.answers = [
      () => Promise.reject(new Refusal(429, "too-many", null)),
      () => Promise.reject(new Refusal(401, "who", null)),
      () => Promise.reject(new Refusal(409, "late", null)),
    ];
    const box = bench.outbox();
    box.put(finish);
    box.put(claim);
    await bench.pass(20_000);
    expect(bench.refused).toEqual(["finish late"]);
    expect(bench.done).toEqual(["claim"]);
    expect(bench.sent.map(([, what]) => what)).toEqual(["finish", "finish", "finish", "claim"]);
  });
});

describe("review", () => {
  const line = (id: string, fired_h: number | null, objective: string) =>
    ({ id, fired_h, objective }) as unknown as Review["lines"][number];
  const review = {
    incidents: [{ incident: { id: "i", happened_h: 2 } }],
    lines: [
      line("late", 5, "B"),
      line("never", null, "A"),
      line("first", 1, ""),
      line("b2", 3, "B"),
    ],
    notes: [{ id: "1", at_h: 4, text: "" }],
    tasks: [{ id: "t", done_h: 2 }],
  } as unknown as Review;

  it("puts everything in order of time, and what never fired nowhere", () => {
    expect(momentsOf(review).map((one) => one.id)).toEqual(["first", "i", "t", "b2", "1", "late"]);
  });

  it("gathers lines by objective, those without one last", () => {
    const found = byObjective(review).map(({ objective, lines }) => [
      objective,
      ...lines.map((one) => one.id),
    ]);
    expect(found).toEqual([
      ["B", "b2", "late"],
      ["", "first"],
    ]);
  });

  it("scales to the longest of a row, and what is beyond stays inside", () => {
    const x = scaleOf([1, null, 4, undefined]);
    expect([x(0), x(1), x(4), x(9)]).toEqual([0, 0.25, 1, 1]);
    expect(scaleOf([])(1)).toBe(1);
  });
});

describe("words", () => {
  it("have the same places for values in both languages", () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, { en, ja }] of Object.entries(TEXTS)) {
      expect([key, ...places(ja)]).toEqual([key, ...places(en)]);
    }
  });
});

describe("workbook", () => {
  it("takes what the server says and nothing else", () => {
    const made = asPreview({
      changes: [
        { row: 3, change: "added", what: "A", details: [] },
        { row: null, change: "??", what: 4 },
      ],
      rejected: [{ row: 7, why: { en: "No", ja: "否" } }, { why: "plain" }],
    });
    expect(made.changes).toEqual([
      { row: 3, change: "added", what: "A", details: [] },
      { row: null, change: "changed", what: "", details: [] },
    ]);
    expect(made.rejected[0]?.why.ja).toBe("否");
    expect(made.rejected[1]).toEqual({ row: null, why: { en: "plain", ja: "plain" } });
    expect(asPreview(null)).toEqual({ changes: [], rejected: [] });
  });
});
