// What is known now, as the components of the report take it.
import type { Map as Chart, Design, Organisation } from "../document";
import type { Response } from "../response";
import type {
  Clock,
  Response as Course,
  Ground,
  Map as GroundMap,
  Message,
  Movement,
  Occurred,
} from "./documents";
import type { Names } from "./names";
import { told } from "./sorting";
import { date, timeOfDay } from "./time";

/** The one design of an exercise; it has no name that anybody reads. */
export const NOW = "now";
export const designs = (ground: Ground): Design[] => [
  {
    id: NOW,
    name: ground.exercise.name,
    baseline: true,
    summary: { en: "", ja: "" },
    price: { en: "", ja: "" },
  },
];

export function asResponse(known: Course, names: Names, clock: Clock): Response {
  const { incident, course } = known;
  const last = course.milestones.at(-1) ?? names.ground.milestones.at(-1);
  const moment = (lang: "en" | "ja"): string =>
    `${date(incident.happened_h, clock, lang)} ${timeOfDay(incident.happened_h, clock)}`;
  return {
    id: incident.id,
    incident: { id: incident.incident, name: incident.name },
    how: { en: "", ja: "" },
    place: names.place(incident.place),
    arrived_h: incident.happened_h,
    moment: { en: moment("en"), ja: moment("ja") },
    milestone: { id: last?.id ?? "", name: last?.name ?? { en: "", ja: "" } },
    deadline_h:
      incident.deadline_h === null
        ? Number.POSITIVE_INFINITY
        : incident.deadline_h - incident.happened_h,
    courses: [
      {
        ...course,
        design: NOW,
        milestones: told(
          course.milestones,
          (one) => one.id,
          (one) => one.hours,
        ),
        // Before there is a critical path, no step is beside it.
        steps: course.steps.some((step) => step.on_path)
          ? course.steps
          : course.steps.map((step) => ({ ...step, on_path: true })),
      },
    ],
  };
}

/** How far back the slider of a live map goes [h]. */
const BACK = 72;

export function asMap(
  map: GroundMap,
  names: Names,
  now: number,
  known: { occurred: Occurred[]; movements: Movement[]; messages: Message[] },
): Chart {
  return {
    ...map,
    milestones: names.ground.milestones,
    replication: null,
    from_h: Math.max(0, now - BACK),
    until_h: Math.max(now, 1e-3),
    replays: [
      {
        design: NOW,
        incidents: known.occurred,
        movements: known.movements,
        messages: known.messages,
      },
    ],
  };
}

export const asOrganisation = (ground: Ground): Organisation => ({
  ...ground.organisation,
  design: NOW,
});
