import { describe, expect, it } from "vitest";
import type { Assumption, Movement, Place, Post, Relation } from "../src/document";
import { chosen } from "../src/layout/assumptions";
import {
  clustered,
  fit,
  landPath,
  middleOf,
  onTheWay,
  placed,
  projected,
} from "../src/layout/geography";
import { besides, forest, groupOf, layout, openAtFirst, shownAs } from "../src/layout/orbat";
import { moments, snapshot, stateOf } from "../src/layout/replay";
import { lanesOf, lastOf, neighbour, piecesOf, usedLanes } from "../src/layout/swimlane";
import type { Course, Step } from "../src/response";

const name = (text: string) => ({ en: text, ja: text });

function step(lane: string, start: number, hours: number, more: Partial<Step> = {}): Step {
  return {
    id: `${lane}${start}`,
    kind: "plan",
    kind_name: name("plan"),
    lane,
    to: null,
    who: name(lane),
    what: name(""),
    start_h: start,
    hours,
    queue_h: 0,
    closed_h: 0,
    on_path: true,
    rule: "",
    where: "",
    ...more,
  };
}

const course: Course = {
  design: "d",
  answered_h: 5,
  sentence: name(""),
  lanes: ["a", "b", "c"].map((id) => ({ id, name: name(id), nation: null })),
  steps: [
    step("a", 0, 1, { to: "b" }),
    step("b", 1, 2),
    step("b", 2, 2, { on_path: false }),
    step("b", 3, 2),
  ],
  milestones: [{ id: "m", name: name("m"), hours: 5 }],
};

describe("swimlane", () => {
  it("puts messages that leave at once on one line, where nobody can point at one", () => {
    const sent = {
      ...course,
      steps: [
        step("a", 1, 0.1, { to: "b" }),
        step("a", 1, 0.1, { to: "c" }),
        step("a", 1, 3),
        step("a", 1.05, 0.1, { to: "c" }),
      ],
    };
    const rows = (together: boolean) =>
      lanesOf(sent, false, 0.2, 9, together).bars.map((one) => [one.key, one.row]);
    expect(rows(false)).toEqual([
      [2, 0],
      [0, 1],
      [1, 2],
      [3, 3],
    ]);
    expect(rows(true)).toEqual([
      [2, 0],
      [0, 1],
      [1, 1],
      [3, 2],
    ]);
  });
  it("keeps short steps apart where they are drawn, not in hours", () => {
    const short = { ...course, steps: [step("a", 0, 0.01), step("a", 1, 0.01)] };
    const place = (hours: number): number => Math.sqrt(hours) * 10;
    expect(lanesOf(short, false, 4, 9, false, place).rows[0]).toBe(1);
    expect(lanesOf(short, false, 12, 9, false, place).rows[0]).toBe(2);
  });
  it("splits a step into its waits and its work", () => {
    expect(piecesOf(step("a", 1, 5, { queue_h: 2, closed_h: 1 }))).toEqual([
      { cause: "closed", from: 1, to: 2 },
      { cause: "queue", from: 2, to: 4 },
      { cause: "work", from: 4, to: 6 },
    ]);
    expect(piecesOf(step("a", 1, 0))).toEqual([]);
  });
  it("puts overlapping steps below each other", () => {
    const { bars, rows } = lanesOf(course, false, 0);
    expect(bars.map((bar) => [bar.lane, bar.row])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 0],
    ]);
    expect(rows).toEqual([1, 2, 1]);
    expect(lanesOf(course, true, 0).rows).toEqual([1, 1, 1]);
  });
  it("shows only lanes in use", () =>
    expect(usedLanes(course, false).map((lane) => lane.id)).toEqual(["a", "b"]));
  it("ends with the last event, or with a deadline that is not far", () => {
    expect(lastOf([course], 8)).toBe(8);
    expect(lastOf([course], 100)).toBe(5);
    const long = step("b", 3, 50, { on_path: false });
    expect(lastOf([{ ...course, steps: [...course.steps, long] }], 100)).toBe(6.5);
  });
  it("walks by keyboard", () => {
    const { bars } = lanesOf(course, false, 0);
    expect(neighbour(bars, 0, "next")?.key).toBe(1);
    expect(neighbour(bars, 0, "previous")?.key).toBe(0);
    expect(neighbour(bars, 0, "down")?.key).toBe(1);
    expect(neighbour(bars, 3, "up")?.key).toBe(0);
    expect(neighbour(bars, 0, "last")?.key).toBe(3);
  });
});

const post = (id: string, kind: Post["kind"] = "headquarters"): Post => ({
  id,
  name: name(id),
  kind,
  nation: null,
  sidc: "",
  detail: name(""),
  place: null,
});
const over = (
  superior: string,
  subordinate: string,
  type = "OPCON",
  more: Partial<Relation> = {},
) => ({
  superior,
  subordinate,
  type,
  missions: [],
  only: null,
  changed: false,
  ...more,
});

describe("order of battle", () => {
  const posts = [post("top"), post("hq"), post("u1", "unit"), post("u2", "unit"), post("alone")];
  const relations = [
    over("alone", "u1", "ADCON"),
    over("top", "hq"),
    over("hq", "u1"),
    over("hq", "u2"),
    over("top", "u2", "OPCON", { missions: ["quake"] }),
    over("hq", "top", "TACON"),
  ];
  const roots = forest(posts, relations);

  it("hangs each post below who commands it at all times, without circles", () => {
    expect(roots.map((one) => one.id)).toEqual(["top", "alone"]);
    const hq = roots[0]?.children[0];
    expect(hq?.id).toBe("hq");
    expect(hq?.children.map((one) => [one.id, one.units])).toEqual([[groupOf("hq"), 2]]);
  });
  it("draws the rest apart", () => {
    const phase = { name: name(""), from_h: 0, relations, gone: [] };
    expect(besides(roots, phase).map((one) => `${one.type} ${one.superior}`)).toEqual([
      "ADCON alone",
      "OPCON top",
      "TACON hq",
    ]);
  });
  it("opens the way to what changes", () => {
    expect([...openAtFirst(roots, [], 10)]).toEqual(["top", "hq"]);
    const open = openAtFirst(roots, [over("hq", "u2")], 10);
    expect(open.has(groupOf("hq"))).toBe(true);
  });
  it("shows a closed post as the branch that holds it", () => {
    const seen = shownAs(roots, new Set(["top"]));
    expect(seen.get("u2")).toBe("hq");
    expect(seen.get("hq")).toBe("hq");
  });
  it("gives each row its own height", () => {
    const made = layout(roots, new Set(["top", "hq", groupOf("hq")]), 10, 100);
    expect(made.byId.get("u2")?.x).toBe(300);
    expect((made.byId.get("u2")?.y ?? 0) - (made.byId.get("u1")?.y ?? 0)).toBe(10);
    expect(made.byId.get("top")?.y).toBe(made.byId.get("u1")?.y);
  });
});

describe("geography", () => {
  it("finds the middle across the date line", () => {
    expect(Math.abs(middleOf([170, -170]))).toBeCloseTo(180);
    expect(middleOf([130, 140])).toBeCloseTo(135);
    expect(Math.abs(middleOf([139.7, -157.9]))).toBeCloseTo(170.9);
  });
  it("projects by Mercator", () => {
    const at = projected([
      { latitude: 0, longitude: 130 },
      { latitude: 0, longitude: 140 },
    ]);
    expect(at(135, 0)[0]).toBeCloseTo(0);
    expect(at(144, 0)[0]).toBeCloseTo(25);
    // ln tan(45° + 22.5°) = 0.8814
    expect(at(135, 45)[1]).toBeCloseTo((-0.8813736 * 1000) / (2 * Math.PI), 3);
  });
  it("draws a ring from its steps", () => {
    const at = projected([{ latitude: 0, longitude: 0 }]);
    expect(landPath([[0, 0, 3600, 0, 0, 3600]], at)).toMatch(/^M0.000 -?0.000L100.000 -?0.000L100/);
  });
  it("goes by great circles", () => {
    const from: Place = { id: "a", name: name("a"), latitude: 0, longitude: 170 };
    const to: Place = { id: "b", name: name("b"), latitude: 0, longitude: -170 };
    const [longitude, latitude] = onTheWay(from, to, 0.5);
    expect(Math.abs(longitude)).toBeCloseTo(180);
    expect(latitude).toBeCloseTo(0);
  });
  it("fits a box into a frame", () => {
    const view = fit({ x0: 0, y0: 0, x1: 10, y1: 5 }, 100, 100, 0);
    expect(view).toEqual({ k: 10, x: 0, y: 25 });
  });
  it("joins near marks and keeps labels apart", () => {
    const items = [0, 5, 40].map((x) => ({ x, y: 0, item: x }));
    expect(clustered(items, 10).map((one) => one.items)).toEqual([[0, 5], [40]]);
    const at = (x: number) => ({ x, y: 50, text: "label", width: 30, half: 5 });
    const [first, second] = placed([at(50), at(70)], 12, 300);
    expect(first?.anchor).toBe("end");
    expect(second?.anchor).toBe("start");
  });
});

describe("replay", () => {
  const movement: Movement = {
    unit: "u",
    origin: "a",
    destination: "b",
    incident: "i",
    ordered_h: 1,
    departed_h: 2,
    arrived_h: 6,
    left_h: 10,
    home_h: 14,
  };
  it.each([
    [0.5, null],
    [1.5, { state: "readying", share: 0 }],
    [3, { state: "moving", share: 0.25 }],
    [7, { state: "staying", share: 1 }],
    [11, { state: "returning", share: 0.75 }],
    [14, null],
  ])("at %s h", (t, state) => expect(stateOf(movement, t)).toEqual(state));

  it("leaves out what the run did not see", () => {
    const open = { ...movement, departed_h: null, arrived_h: null, left_h: null, home_h: null };
    expect(stateOf(open, 99)).toEqual({ state: "readying", share: 0 });
  });

  const place = (id: string, longitude: number): Place => ({
    id,
    name: name(id),
    latitude: 0,
    longitude,
  });
  const replay = {
    design: "d",
    incidents: [
      {
        id: "i",
        incident: "quake",
        place: "b",
        from_h: 0,
        until_h: 20,
        milestones: { late: 9, soon: 2 },
      },
    ],
    movements: [movement],
    messages: [
      {
        sender: "hq",
        receiver: "b",
        kind: "order",
        kind_name: name("order"),
        sent_h: 2,
        received_h: 4,
        incident: "i",
      },
    ],
  };
  const places = new Map([place("a", 0), place("b", 40)].map((one) => [one.id, one]));

  it("shows who is where", () => {
    const now = snapshot(replay, 3, places, new Map([["hq", "a"]]));
    expect(now.movements[0]?.longitude).toBeCloseTo(10);
    expect(now.messages[0]?.longitude).toBeCloseTo(20);
    expect(now.incidents[0]?.reached).toEqual([["soon", 2]]);
  });
  it("steps from milestone to milestone", () =>
    expect(moments([replay], 0, 10).map((one) => one.t)).toEqual([0, 2, 9]));
});

describe("assumptions", () => {
  const one = (path: string, standing: Assumption["standing"], confidence = ""): Assumption => ({
    path,
    value: "",
    range: "",
    source: standing === "sourced" ? "S1" : "",
    standing,
    confidence,
  });
  const all = [
    one("b.10", "guess", "guess"),
    one("b.9", "sourced", "low"),
    one("a", "choice", "high"),
  ];
  const wanted = { sought: "", standing: "all", by: "path", falling: false } as const;
  const paths = (more: object, sources = {}) =>
    chosen(all, { ...wanted, ...more }, sources).map((row) => row.path);

  it("sorts numbers as numbers and ranks by their order", () => {
    expect(paths({})).toEqual(["a", "b.9", "b.10"]);
    expect(paths({ by: "confidence" })).toEqual(["a", "b.9", "b.10"]);
    expect(paths({ by: "standing", falling: true })).toEqual(["a", "b.10", "b.9"]);
  });
  it("filters and seeks in sources too", () => {
    expect(paths({ standing: "guess" })).toEqual(["b.10"]);
    expect(paths({ sought: "white paper" }, { S1: "White Paper 2024" })).toEqual(["b.9"]);
  });
});
