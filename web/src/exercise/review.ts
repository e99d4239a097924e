// What the review draws: a scale that fits short and long steps, moments in order, lines by objective.
import type { Review } from "./documents";

export interface Moment {
  at_h: number;
  kind: "incident" | "line" | "note" | "decision";
  id: string;
}

/** All that happened, in order. */
export function momentsOf(review: Review): Moment[] {
  const out: Moment[] = [
    ...review.incidents.map(
      ({ incident }): Moment => ({ at_h: incident.happened_h, kind: "incident", id: incident.id }),
    ),
    ...review.lines.flatMap((one): Moment[] =>
      one.fired_h === null ? [] : [{ at_h: one.fired_h, kind: "line", id: one.id }],
    ),
    ...review.notes.map((one): Moment => ({ at_h: one.at_h, kind: "note", id: one.id })),
    ...review.tasks.map((one): Moment => ({ at_h: one.done_h, kind: "decision", id: one.id })),
  ];
  return out.sort((a, b) => a.at_h - b.at_h || (a.id < b.id ? -1 : 1));
}

/** Lines that were injected, by objective in the order in which they came; those without one last. */
export function byObjective(review: Review): { objective: string; lines: Review["lines"] }[] {
  const fired = review.lines
    .filter((one) => one.fired_h !== null)
    .sort((a, b) => (a.fired_h ?? 0) - (b.fired_h ?? 0));
  const names = [...new Set(fired.map((one) => one.objective))];
  names.sort((a, b) => Number(a === "") - Number(b === ""));
  return names.map((objective) => ({
    objective,
    lines: fired.filter((one) => one.objective === objective),
  }));
}

/** Where a time stands on an axis of a row, from 0 to 1: even, from 0 to the longest of the row. */
export function scaleOf(values: readonly (number | null | undefined)[]): (h: number) => number {
  const all = values.filter((one): one is number => typeof one === "number");
  const last = Math.max(...all, 1e-9);
  return (h) => Math.max(0, Math.min(1, h / last));
}
