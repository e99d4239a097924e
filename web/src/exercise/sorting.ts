// What stands first, what is found, and what belongs together.
import type { Lang } from "../text/words";
import type { DoneTask, Item, Line, Said, Task } from "./documents";

export const PRECEDENCES = ["flash", "immediate", "priority", "routine"] as const;
export type Precedence = (typeof PRECEDENCES)[number];

/** By precedence, then by deadline, then by age. */
export function byUrgency(tasks: readonly Task[]): Task[] {
  const late = Number.POSITIVE_INFINITY;
  return [...tasks].sort(
    (a, b) =>
      PRECEDENCES.indexOf(a.precedence) - PRECEDENCES.indexOf(b.precedence) ||
      (a.due_h ?? late) - (b.due_h ?? late) ||
      a.since_h - b.since_h ||
      (a.id < b.id ? -1 : 1),
  );
}

export const momentOf = (item: Item): number => item.received_h ?? item.sent_h;

export const byTime = (items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => momentOf(b) - momentOf(a) || (a.id < b.id ? 1 : -1));

/** An item, what it answers and what answers it, in order of time. */
export function threadOf(items: readonly Item[], item: Item): Item[] {
  const known = new Map(items.map((one) => [one.id, one]));
  const root = (one: Item): string => {
    const seen = new Set<string>();
    let at = one;
    while (at.reply_to !== null && !seen.has(at.id)) {
      seen.add(at.id);
      const above = known.get(at.reply_to);
      if (!above) break;
      at = above;
    }
    return at.id;
  };
  const first = root(item);
  return items.filter((one) => root(one) === first).sort((a, b) => momentOf(a) - momentOf(b));
}

/** Whether a text holds every word that is sought. */
export function holds(sought: string, ...texts: (string | null | undefined)[]): boolean {
  const all = texts.filter(Boolean).join("\n").toLocaleLowerCase();
  const words = sought
    .toLocaleLowerCase()
    .split(/[\s\u3000]+/)
    .filter(Boolean);
  return words.length > 0 && words.every((one) => all.includes(one));
}

export interface Found {
  tasks: Task[];
  items: Item[];
  done: DoneTask[];
}

/** All that the view holds and that has the words; `name` gives the name of an identifier. */
export function search(
  view: { tasks: Task[]; items: Item[]; done: DoneTask[] },
  sought: string,
  lang: Lang,
  name: (id: string) => string,
): Found {
  const said = (text: Said | null): string => text?.[lang] ?? "";
  return {
    tasks: byUrgency(view.tasks).filter((one) =>
      holds(sought, said(one.text), said(one.kind_name), said(one.incident_name)),
    ),
    items: byTime(view.items).filter((one) =>
      holds(sought, said(one.subject), one.text, name(one.sender), ...one.receivers.map(name)),
    ),
    done: view.done.filter((one) => holds(sought, said(one.text), said(one.kind_name), one.by)),
  };
}

/** Lines by their time; those with a condition after them, in the order of the list. */
export function byPlan(lines: readonly Line[]): Line[] {
  const late = Number.POSITIVE_INFINITY;
  return lines
    .map((line, at) => ({ line, at }))
    .sort(
      (a, b) =>
        (a.line.fired_h ?? a.line.at_h ?? late) - (b.line.fired_h ?? b.line.at_h ?? late) ||
        a.at - b.at,
    )
    .map((one) => one.line);
}

/**
 * Milestones to be told: a joint one is left out where that of a nation is the very same moment,
 * such as a decision that one nation takes; the name of the nation's says more.
 */
export function told<T>(
  milestones: readonly T[],
  idOf: (one: T) => string,
  momentOf: (one: T) => number,
): T[] {
  return milestones.filter(
    (joint) =>
      !milestones.some(
        (one) =>
          idOf(one).startsWith(`${idOf(joint)}.`) &&
          Math.abs(momentOf(one) - momentOf(joint)) < 1e-6,
      ),
  );
}

/** An identifier that no line has: the next number behind the last. */
export function freshLine(lines: readonly Line[]): string {
  const taken = new Set(lines.map((one) => one.id));
  for (let n = lines.length + 1; ; n++) if (!taken.has(`line-${n}`)) return `line-${n}`;
}

/** Platforms chosen of a force, and whether they may be sent. */
export function chosen(
  force: { count: number; candidates: { unit: string; free: number }[] },
  units: Record<string, number> | undefined,
): { total: number; over: boolean } {
  let total = 0;
  let over = false;
  for (const one of force.candidates) {
    const n = units?.[one.unit] ?? 0;
    total += n;
    if (n > one.free || n < 0 || !Number.isInteger(n)) over = true;
  }
  return { total, over: over || total > force.count };
}
