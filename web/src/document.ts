// Made from spec/page.schema.json by `npm run types`; not to be edited.

/**
 * The whole page.
 */
export interface Page {
  version?: 2;
  scenario: Scenario;
  designs: Design[];
  incidents: Named[];
  answer: Answer;
  figures: Figure[];
  responses: KeptResponses | null;
  organisations: Organisation[];
  map: Map | null;
  annex: Annex;
}
/**
 * The scenario of the run, and how many of its numbers rest on what.
 */
export interface Scenario {
  id: string;
  name: Said;
  description: Said;
  numbers: number;
  sourced: number;
  guesses: number;
  unverified: number;
  /**
   * Time zone of the clock, as `Asia/Tokyo`.
   */
  zone: string;
  /**
   * Day of hour 0, as `2025-04-01`.
   */
  start: string;
}
/**
 * A text in both languages.
 */
export interface Said {
  en: string;
  ja: string;
}
/**
 * A design that is compared.
 *
 * ``summary`` is its first sentence of description; ``price`` its cost against the baseline.
 */
export interface Design {
  id: string;
  name: Said;
  baseline: boolean;
  summary: Said;
  price: Said;
}
/**
 * An identifier of the scenario with its name.
 */
export interface Named {
  id: string;
  name: Said;
}
/**
 * What was found, in the order in which people ask.
 *
 * ``levels`` says what the levels do not mean; ``few`` how few incidents make the difference;
 * ``alike``, ``undecided`` and ``rare`` name the incident types that do not differ, are open, or
 * were too few; ``supply`` says what differs in readiness and supply; ``why`` are sentences, the
 * most important first; ``turns`` says what would turn
 * the first verdict round, and which ranges drive it.
 */
export interface Answer {
  title: Said;
  question: Said | null;
  levels: Said;
  few: Said | null;
  findings: Finding[];
  more: Said | null;
  alike: Said | null;
  undecided: Said | null;
  rare: Said | null;
  supply: Said | null;
  why: Said[];
  turns: Said | null;
  method: Said;
}
/**
 * A measure that differs, or was asked: its rows by design, the baseline first.
 *
 * ``unit`` is ``h`` (hours) or ``1`` (a share).
 */
export interface Finding {
  incident: Named;
  measure: Said;
  metric: string;
  milestone: string;
  unit: "h" | "1";
  better_is: "more" | "less";
  rows: Judged[];
}
/**
 * A measure of one design, and its paired difference to the baseline.
 *
 * Without a difference: ``None``. A value that is not finite (a median that most never reach) is
 * ``None`` too.
 */
export interface Judged {
  design: string;
  verdict: "baseline" | "better" | "worse" | "equivalent" | "undecided" | "too few";
  value: number | null;
  low: number | null;
  high: number | null;
  difference?: number | null;
  difference_low?: number | null;
  difference_high?: number | null;
}
/**
 * A chart as a Vega-Lite specification without its data, once in each language.
 *
 * The data are named ``rows``; who draws it puts the rows of a variant there. ``section`` is where
 * it stands on the page; ``caption`` says what is to be seen and what it means.
 */
export interface Figure {
  id: string;
  section: "how-long" | "where" | "readiness";
  title: Said;
  caption: Said;
  spec: {
    [k: string]: {
      [k: string]: unknown;
    };
  };
  choices: Choice[];
}
/**
 * A variant of a figure, such as one incident type, with rows of its own.
 *
 * ``columns`` are the rows by column, all of one length: the numbers that the figure draws, and
 * the lines of its CSV.
 */
export interface Choice {
  id: string;
  name: Said;
  columns: {
    [k: string]: (string | number | boolean | null)[];
  };
}
/**
 * The responses that are kept as they happened; what many of them share stands once.
 *
 * ``picked_by`` is the design by whose times they were picked; ``note`` says which are kept.
 */
export interface KeptResponses {
  picked_by: string;
  note: Said;
  texts: Said[];
  kinds: {
    [k: string]: Said;
  };
  milestones: {
    [k: string]: Said;
  };
  lanes: Lane[];
  acts: Act[];
  kept: KeptResponse[];
}
/**
 * A line of the swimlane: a headquarters, or the units of a nation.
 */
export interface Lane {
  id: string;
  name: Said;
  nation: string | null;
}
/**
 * A step of a response as doctrine has it, without its times; fields as of a step.
 *
 * ``who`` and ``what`` are places in ``texts``.
 */
export interface Act {
  id: string;
  kind: string;
  lane: string;
  to: string | null;
  who: number;
  what: number;
  rule: string;
  where: string;
}
/**
 * One incident that is kept, under one design or several with the same luck.
 *
 * ``how`` says which of its type it is, by the time under the first design.
 */
export interface KeptResponse {
  id: string;
  incident: Named;
  how: Said;
  place: Said;
  arrived_h: number;
  moment: Said;
  milestone: Named;
  deadline_h: number;
  courses: KeptCourse[];
}
/**
 * One response under one design: a column for each field of its steps, in their order.
 *
 * ``acts`` are places in ``acts`` of the responses, ``lanes`` identifiers of lanes; ``on_path``
 * are the places of the steps that the answer waited for; ``milestones`` [h from the event].
 */
export interface KeptCourse {
  design: string;
  answered_h: number | null;
  sentence: Said;
  lanes: string[];
  acts: number[];
  start_h: number[];
  hours: number[];
  queue_h: number[];
  closed_h: number[];
  on_path: number[];
  milestones: {
    [k: string]: number;
  };
}
/**
 * The order of battle under one design.
 */
export interface Organisation {
  design: string;
  posts: Post[];
  phases: Phase[];
}
/**
 * A headquarters or a unit in the order of battle.
 *
 * ``sidc`` is its symbol: digits of MIL-STD-2525D or letters of 2525C; ``place`` where it stands.
 */
export interface Post {
  id: string;
  name: Said;
  kind: "headquarters" | "unit";
  nation: string | null;
  sidc: string;
  detail: Said;
  place: string | null;
}
/**
 * A phase of a design and its relationships; ``gone`` are those that only the baseline has.
 */
export interface Phase {
  name: Said;
  from_h: number;
  relations: Relation[];
  gone: Relation[];
}
/**
 * A command relationship of a phase. ``changed``: the baseline has none like it.
 *
 * ``missions`` are the decision categories for which alone it holds, empty: for all; ``only`` says
 * them in words, by the incident types that are decided so.
 */
export interface Relation {
  superior: string;
  subordinate: string;
  type: string;
  missions: string[];
  only: Said | null;
  changed: boolean;
}
/**
 * Places, and the same stretch of one replication under one or two designs.
 *
 * ``land`` are the rings of the land in view, longitude and latitude by turns in hundredths of a
 * degree: the first point, then the step to each next one.
 */
export interface Map {
  land: number[][];
  milestones: Named[];
  places: Place[];
  replication: number | null;
  from_h: number;
  until_h: number;
  replays: Replay[];
}
/**
 * A place of the map.
 */
export interface Place {
  id: string;
  name: Said;
  latitude: number;
  longitude: number;
}
/**
 * A stretch of one replication under one design, for the map.
 */
export interface Replay {
  design: string;
  incidents: Occurred[];
  movements: Movement[];
  messages: Message[];
}
/**
 * An incident of the replay, with the moments of its milestones, in hours since hour 0.
 */
export interface Occurred {
  id: string;
  incident: string;
  place: string;
  from_h: number;
  until_h: number | null;
  milestones: {
    [k: string]: number;
  };
}
/**
 * A unit on an incident: the moments of their way, in hours since hour 0.
 *
 * They make ready from ``ordered_h``, move from ``departed_h``, stay from ``arrived_h`` to
 * ``left_h`` and are home at ``home_h``; ``None`` where the run ended before.
 */
export interface Movement {
  unit: string;
  origin: string;
  destination: string;
  incident: string;
  ordered_h: number;
  departed_h: number | null;
  arrived_h: number | null;
  left_h: number | null;
  home_h: number | null;
}
/**
 * A report, order or question on its way between headquarters.
 */
export interface Message {
  sender: string;
  receiver: string;
  kind: string;
  kind_name: Said;
  sent_h: number;
  received_h: number;
  incident: string;
}
/**
 * Method, provenance, the command that made it, assumptions, sources.
 */
export interface Annex {
  method: Said[];
  provenance: [Said, Said | string][];
  command: string;
  assumptions: Assumption[];
  sources: {
    [k: string]: string;
  };
}
/**
 * A number of the scenario: its value and range with unit, and what it rests on.
 */
export interface Assumption {
  path: string;
  value: string;
  range: string;
  source: string;
  standing: "sourced" | "unverified" | "guess" | "choice" | "none";
  confidence: string;
}
