// A response under one design as a picture: where lanes, steps, milestones and times stand.
import { scaleLinear, scalePow } from "d3-scale";
import type { Course, Step } from "../response";
import { hours } from "../text/format";
import { fitted } from "../text/measure";
import { type Lang, said, word } from "../text/words";
import { type Bar, endOf, lanesOf, usedLanes } from "./swimlane";

export const ROW = 20;
export const BAR = 14;
export const PAD = 6;
/** Room right of the last moment. */
export const RIGHT = 24;
/** Room below the lanes for the axis. */
export const AXIS = 40;

export interface Axis {
  at: (hours: number) => number;
  last: number;
  label: number;
  width: number;
  ticks: number[];
  stretched: boolean;
}

/** How much of the width the names of the lanes take. */
export const labelWidth = (width: number): number => Math.min(210, Math.max(120, width * 0.2));

/** Where half of the steps would be too short to be seen, the axis is stretched at its start. */
export function wantsStretch(courses: readonly Course[], last: number, width: number): boolean {
  const sizes = courses
    .flatMap((course) => course.steps.map((step) => step.hours))
    .sort((a, b) => a - b);
  const middle = sizes[Math.floor(sizes.length / 2)] ?? last;
  return (middle / last) * (width - labelWidth(width) - RIGHT) < 8;
}

const STEPS_H = [1 / 60, 5 / 60, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160];
const UNEVEN_H = [
  0,
  5 / 60,
  0.25,
  0.5,
  1,
  2,
  4,
  8,
  12,
  24,
  48,
  96,
  168,
  336,
  720,
  1440,
  2880,
  4320,
];

export function axisOf(last: number, width: number, stretched: boolean): Axis {
  const label = labelWidth(width);
  const at = (stretched ? scalePow().exponent(0.5) : scaleLinear())
    .domain([0, last])
    .range([label, Math.max(label + 100, width - RIGHT)])
    .clamp(true);
  const ticks: number[] = [];
  if (stretched) {
    for (const tick of UNEVEN_H) {
      const before = ticks.at(-1);
      if (tick <= last && (before === undefined || at(tick) - at(before) >= 58)) ticks.push(tick);
    }
  } else {
    const room = Math.max(2, Math.floor((width - label - RIGHT) / 80));
    const step = STEPS_H.find((one) => last / one <= room) ?? last / room;
    for (let n = 0; n <= Math.floor(last / step); n++) ticks.push(n * step);
  }
  return { at, last, label, width, ticks, stretched };
}

export interface Line {
  x: number;
  text: string;
  anchor: "start" | "end";
  level: number;
  kind: "milestone" | "main" | "deadline";
}

export interface Placed {
  step: Step;
  key: number;
  x: number;
  y: number;
  end: number;
}

export interface Picture {
  course: Course;
  lanes: { id: string; name: string; y: number; height: number }[];
  bars: Placed[];
  /** The steps in the order in which arrow keys walk them. */
  order: Bar[];
  laneY: Map<string, number>;
  marks: Line[];
  top: number;
  /** To the lower end of the lanes; the axis stands below. */
  height: number;
}

export function pictureOf(
  course: Course,
  axis: Axis,
  milestone: string,
  deadline: number,
  pathOnly: boolean,
  lang: Lang,
  together = false,
): Picture {
  const { at, last, width } = axis;
  const shown: Course = { ...course, lanes: usedLanes(course, pathOnly) };
  const { bars, rows } = lanesOf(shown, pathOnly, 4, last, together, at);
  const lines: { at: number; text: string; kind: Line["kind"] }[] = course.milestones.map(
    (one) => ({
      at: one.hours,
      text: `${said(one.name, lang)} ${hours(one.hours, lang)}`,
      kind: one.id === milestone ? "main" : "milestone",
    }),
  );
  if (deadline <= last) {
    lines.push({
      at: deadline,
      text: `${word("deadline", lang)} ${hours(deadline, lang)}`,
      kind: "deadline",
    });
  }
  lines.sort((a, b) => a.at - b.at);
  // Labels that would touch stand on lines of their own.
  const taken: [number, number][][] = [];
  const marks = lines.map((one): Line => {
    const x = at(one.at);
    const size = fitted(one.text, 1e6, 12).width + 12;
    const anchor = x + size > width ? "end" : "start";
    const box: [number, number] = anchor === "start" ? [x, x + size] : [x - size, x];
    let level = taken.findIndex((row) => row.every(([from, to]) => box[1] <= from || box[0] >= to));
    if (level < 0) level = taken.length;
    if (!taken[level]) taken[level] = [];
    taken[level]?.push(box);
    return { x, text: one.text, anchor, level, kind: one.kind };
  });
  const top = 8 + taken.length * 16;
  let y = top;
  const lanes = shown.lanes.map((lane, n) => {
    const height = (rows[n] ?? 1) * ROW + PAD;
    const one = { id: lane.id, name: said(lane.name, lang), y, height };
    y += height;
    return one;
  });
  return {
    course,
    lanes,
    order: bars,
    laneY: new Map(lanes.map((lane) => [lane.id, lane.y + PAD / 2 + ROW / 2])),
    bars: bars.map((bar) => ({
      step: bar.step,
      key: bar.key,
      x: at(bar.step.start_h),
      end: at(endOf(bar.step)),
      y: (lanes[bar.lane]?.y ?? 0) + PAD / 2 + bar.row * ROW + (ROW - BAR) / 2,
    })),
    marks,
    top,
    height: y,
  };
}
