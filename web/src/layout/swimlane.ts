// Where the steps of a response stand in its swimlane.
import type { Course, Step } from "../response";

export interface Bar {
  step: Step;
  /** Place of the step in its course: a step's own id may occur twice (a question asked again). */
  key: number;
  /** Line of the lane, from 0, for steps of one headquarters that overlap. */
  row: number;
  lane: number;
}

export interface Lanes {
  bars: Bar[];
  /** Lines that each lane needs. */
  rows: number[];
}

export interface Piece {
  cause: "closed" | "queue" | "work";
  from: number;
  to: number;
}

/** What a step consists of, in order: the waits first, then the work. */
export function piecesOf(step: Step): Piece[] {
  const out: Piece[] = [];
  let at = step.start_h;
  const parts: [Piece["cause"], number][] = [
    ["closed", step.closed_h],
    ["queue", step.queue_h],
    ["work", Math.max(0, step.hours - step.closed_h - step.queue_h)],
  ];
  for (const [cause, size] of parts) {
    if (size <= 0) continue;
    out.push({ cause, from: at, to: at + size });
    at += size;
  }
  return out;
}

export const endOf = (step: Step): number => step.start_h + step.hours;

/**
 * Steps in lanes: those that overlap stand one below the other.
 *
 * What begins after `until` is left out. `gap` is the least room between two on one line, so that the shortest stay
 * apart: where they are drawn by `at`, which gives the place of a moment.
 * `together`: messages that leave at once share a line, as nobody can point at one of them.
 */
export function lanesOf(
  course: Course,
  pathOnly: boolean,
  gap: number,
  until = Number.POSITIVE_INFINITY,
  together = false,
  at: (hours: number) => number = (one) => one,
): Lanes {
  const order = new Map(course.lanes.map((lane, at) => [lane.id, at]));
  const steps = course.steps
    .map((step, key) => ({ step, key }))
    .filter(
      ({ step }) => (!pathOnly || step.on_path) && order.has(step.lane) && step.start_h <= until,
    )
    .sort((a, b) => a.step.start_h - b.step.start_h || endOf(b.step) - endOf(a.step));
  const ends: number[][] = course.lanes.map(() => []);
  const sent = new Map<string, number>();
  const bars = steps.map(({ step, key }) => {
    const lane = order.get(step.lane) ?? 0;
    const [from, to] = [at(step.start_h), at(endOf(step))];
    const moment = `${lane} ${step.start_h.toFixed(3)}`;
    const short = together && (step.to !== null || step.hours === 0) && to - from <= gap;
    const beside = short ? sent.get(moment) : undefined;
    if (beside !== undefined) return { step, key, row: beside, lane };
    const own = ends[lane] ?? [];
    let row = own.findIndex((end) => end <= from + 1e-9);
    if (row < 0) row = own.length;
    own[row] = Math.max(to, from + gap);
    if (short) sent.set(moment, row);
    return { step, key, row, lane };
  });
  return { bars, rows: ends.map((own) => Math.max(1, own.length)) };
}

/** The lanes that some step needs, in their order. */
export function usedLanes(course: Course, pathOnly: boolean): Course["lanes"] {
  const used = new Set<string>();
  for (const step of course.steps) {
    if (pathOnly && !step.on_path) continue;
    used.add(step.lane);
    if (step.to !== null) used.add(step.to);
  }
  return course.lanes.filter((lane) => used.has(lane.id));
}

/** How far beyond the answer and the milestones the axis goes, where only other steps go on. */
const BEYOND = 1.3;

/** The last moment that is shown; what goes on long after all that counts is cut off there. */
export function lastOf(courses: readonly Course[], deadline: number): number {
  const counts = courses.flatMap((course) => [
    ...course.steps.filter((step) => step.on_path).map(endOf),
    ...course.milestones.map((one) => one.hours),
    course.answered_h ?? 0,
  ]);
  const main = Math.max(0, ...counts);
  const all = Math.max(main, ...courses.flatMap((course) => course.steps.map(endOf)));
  const last = Math.min(all, main > 0 ? main * BEYOND : all);
  // A deadline far beyond the response would press it into a corner.
  const shown = Number.isFinite(deadline) && deadline > 0 && deadline <= last * 3 ? deadline : 0;
  return Math.max(last, shown, 1e-3);
}

/** The next step in time (or the one before) and the nearest of another lane. */
export function neighbour(
  bars: readonly Bar[],
  from: number,
  move: "next" | "previous" | "up" | "down" | "first" | "last",
): Bar | undefined {
  const at = bars.findIndex((bar) => bar.key === from);
  const here = bars[at];
  if (move === "first") return bars[0];
  if (move === "last") return bars.at(-1);
  if (!here) return bars[0];
  if (move === "next") return bars[Math.min(at + 1, bars.length - 1)];
  if (move === "previous") return bars[Math.max(at - 1, 0)];
  const line = (bar: Bar): number => bar.lane * 1000 + bar.row;
  const sign = move === "down" ? 1 : -1;
  const other = bars.filter((bar) => (line(bar) - line(here)) * sign > 0);
  if (other.length === 0) return here;
  const nearest = Math.min(...other.map((bar) => Math.abs(line(bar) - line(here))));
  const there = other.filter((bar) => Math.abs(line(bar) - line(here)) === nearest);
  const far = (bar: Bar): number => Math.abs(bar.step.start_h - here.step.start_h);
  return there.reduce((best, bar) => (far(bar) < far(best) ? bar : best));
}
