// A response as it is drawn, and how the page's document keeps many of them: what they share stands once.
import type { KeptCourse, KeptResponses, Lane, Named, Said } from "./document";

export interface Milestone extends Named {
  /** When it was reached, in hours from the event. */
  hours: number;
}

/** Who did what, from when, for how long, and what of it was a wait. */
export interface Step {
  id: string;
  kind: string;
  kind_name: Said;
  lane: string;
  to: string | null;
  who: Said;
  what: Said;
  start_h: number;
  hours: number;
  queue_h: number;
  closed_h: number;
  /** Whether the answer waited for it. */
  on_path: boolean;
  rule: string;
  where: string;
}

/** A response under one design. */
export interface Course {
  design: string;
  answered_h: number | null;
  sentence: Said;
  lanes: Lane[];
  steps: Step[];
  milestones: Milestone[];
}

/** One incident, under one design or several with the same luck. */
export interface Response {
  id: string;
  incident: Named;
  how: Said;
  place: Said;
  arrived_h: number;
  moment: Said;
  milestone: Named;
  deadline_h: number;
  courses: Course[];
}

const NOTHING: Said = { en: "", ja: "" };

/** One of the responses that are kept, as it is drawn. */
export function unpacked(all: KeptResponses, at: number): Response | null {
  const one = all.kept[at];
  if (!one) return null;
  const lanes = new Map(all.lanes.map((lane) => [lane.id, lane]));
  const textOf = (n: number): Said => all.texts[n] ?? NOTHING;

  function course(kept: KeptCourse): Course {
    const onPath = new Set(kept.on_path);
    return {
      design: kept.design,
      answered_h: kept.answered_h,
      sentence: kept.sentence,
      lanes: kept.lanes.flatMap((id) => lanes.get(id) ?? []),
      steps: kept.acts.flatMap((place, n) => {
        const act = all.acts[place];
        if (!act) return [];
        return {
          ...act,
          kind_name: all.kinds[act.kind] ?? NOTHING,
          who: textOf(act.who),
          what: textOf(act.what),
          start_h: kept.start_h[n] ?? 0,
          hours: kept.hours[n] ?? 0,
          queue_h: kept.queue_h[n] ?? 0,
          closed_h: kept.closed_h[n] ?? 0,
          on_path: onPath.has(n),
        };
      }),
      milestones: Object.entries(kept.milestones).map(([id, hours]) => ({
        id,
        name: all.milestones[id] ?? { en: id, ja: id },
        hours,
      })),
    };
  }
  return { ...one, courses: one.courses.map(course) };
}
