// Made from spec/exercise.schema.json by `npm run types`; not to be edited.

/**
 * The documents of a live exercise.
 */
export interface Exercise {
  seat: SeatView;
  desk: DeskView;
  ground: Ground;
  response: Response;
  ahead: LookAhead;
  review: Review;
  rehearsal: Rehearsal;
  notice: Notice;
  older: OlderItems;
  action:
    | Take
    | Leave
    | Claim
    | Finish
    | Send
    | Release
    | Read
    | Fire
    | Skip
    | Delay
    | Approve
    | PutLine
    | Pin;
}
/**
 * All that a seat sees. ``event`` is the number of its last notice.
 *
 * ``items`` and ``done`` are the newest, in the order in which they came, or went; ``older_items``
 * counts the items that are left out.
 */
export interface SeatView {
  version?: 1;
  exercise: Named;
  event: number;
  clock: Clock;
  me: SeatName;
  may_ask_ahead: boolean;
  colleagues: SeatName[];
  tasks: Task[];
  done: DoneTask[];
  items: Item[];
  older_items?: number;
  incidents: KnownIncident[];
  movements: Movement[];
  messages: Message[];
  occurred: Occurred[];
  reaches: Reach[];
}
/**
 * An identifier of the scenario with its name.
 */
export interface Named {
  id: string;
  name: Said;
}
/**
 * A text in both languages.
 */
export interface Said {
  en: string;
  ja: string;
}
/**
 * The clock of the exercise.
 *
 * ``start`` is hour 0 as local time in ``zone``, ISO 8601; ``ends_h`` the end of the exercise;
 * ``speed`` hours of the exercise in an hour; ``stands`` why it stands: nobody started it, the
 * instructor, a person's task (jump; the instructor alone is told so), a discussion, the end.
 * ``starts_in_s`` is the real time until a scheduled start [s].
 */
export interface Clock {
  now_h: number;
  ends_h: number;
  start: string;
  zone: string;
  running: boolean;
  speed: number;
  stands: "" | "not started" | "paused" | "decision" | "frozen" | "over";
  starts_in_s?: number | null;
}
/**
 * A seat: a headquarters or one cell of it, and who is in it; ``person`` is empty for a bot.
 *
 * ``zone`` is the time zone of the place of the headquarters; empty: that of the exercise.
 */
export interface SeatName {
  id: string;
  name: Said;
  nation: string;
  headquarters: string;
  cell: string | null;
  person: string;
  connected: boolean;
  zone?: string;
}
/**
 * Work that waits for a person in this seat.
 *
 * ``kind`` is the kind of step (``decision``, ``approval``, ``coordination`` …). ``since_h`` is
 * when it came to the headquarters, ``begun_h`` when a team took it up (None: it waits for a
 * team); ``usual_h`` the planning value of the work; ``due_h`` the deadline of the incident.
 * ``claimed_by`` is who in the headquarters has it in hand. ``board`` is the board before which
 * the paper is, or (``begun_h`` None) for which it waits; ``sits_h`` the hour of that sitting.
 */
export interface Task {
  id: string;
  seat: string;
  headquarters: string;
  cell: string | null;
  kind: string;
  kind_name: Said;
  text: Said;
  incident: string | null;
  incident_name: Said | null;
  place: string | null;
  precedence: "flash" | "immediate" | "priority" | "routine";
  since_h: number;
  begun_h: number | null;
  usual_h: number;
  due_h: number | null;
  options: Option[];
  forces: Force[];
  claimed_by: string | null;
  board?: Said | null;
  sits_h?: number | null;
}
/**
 * A way to finish a task, with what the doctrine makes of it.
 *
 * ``until_h`` is the sitting to which a paper is put off.
 */
export interface Option {
  id: "go-on" | "agree" | "counter" | "refuse" | "put-off";
  name: Said;
  explains: Said;
  until_h?: number | null;
}
/**
 * A force that a decision sends: how many platforms, and of which units they may be.
 */
export interface Force {
  id: string;
  name: Said;
  count: number;
  candidates: Candidate[];
}
/**
 * A unit that could be sent: platforms free as last reported to this headquarters.
 *
 * ``arrives_h`` is the planning value of the time from the order until it is there [h].
 */
export interface Candidate {
  unit: string;
  name: Said;
  free: number;
  distance_nmi: number;
  arrives_h: number;
}
/**
 * A task that was finished: by a person, or by a bot (``by`` is empty).
 */
export interface DoneTask {
  id: string;
  headquarters: string;
  kind: string;
  kind_name: Said;
  text: Said;
  incident: string | null;
  begun_h: number;
  done_h: number;
  outcome: "go-on" | "agree" | "counter" | "refuse" | "put-off";
  by: string;
}
/**
 * Something that was delivered to the headquarters, or sent by it.
 *
 * ``subject`` is made by the model, or what a person wrote in both languages alike; ``text`` is a
 * person's, as written. ``as_of_h`` is when its content was true. ``owner`` is the nation whose it
 * is, ``released_to`` the other nations that may see it; ``may_release_to``: nations to which this
 * seat may release it. ``received_h`` is None while it is under way: only the sender sees it then.
 */
export interface Item {
  id: string;
  kind: "report" | "order" | "request" | "answer" | "message" | "inject" | "question" | "note";
  sender: string;
  receivers: string[];
  subject: Said;
  text: string;
  incident: string | null;
  precedence: "flash" | "immediate" | "priority" | "routine";
  sent_h: number;
  received_h: number | null;
  as_of_h: number;
  owner: string;
  released_to: string[];
  may_release_to: string[];
  reply_to: string | null;
  read: boolean;
}
/**
 * An incident as the headquarters knows it: what was reached, as of the last word of it.
 *
 * ``answered_h`` is when that was reached which the deadline is for; None: not yet, or not known.
 */
export interface KnownIncident {
  id: string;
  incident: string;
  name: Said;
  place: string;
  happened_h: number;
  known_h: number;
  as_of_h: number;
  deadline_h: number | null;
  milestones: {
    [k: string]: number;
  };
  over: boolean;
  answered_h?: number | null;
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
 * A headquarters to which this seat can send: the way and how long it usually takes [h].
 *
 * ``needs_release``: it is another nation's, and what is sent must be released first.
 */
export interface Reach {
  headquarters: string;
  hours: number;
  needs_release: boolean;
}
/**
 * What the instructor sees: everything.
 */
export interface DeskView {
  version?: 1;
  exercise: Named;
  event: number;
  clock: Clock;
  seats: SeatLoad[];
  lines: Line[];
  notes: Note[];
  incidents: KnownIncident[];
  movements: Movement[];
  messages: Message[];
  occurred: Occurred[];
  tasks: Task[];
}
/**
 * A seat as the instructor sees it: its tasks, the oldest of them, and those that are late.
 */
export interface SeatLoad {
  id: string;
  name: Said;
  nation: string;
  headquarters: string;
  cell: string | null;
  person: string;
  connected: boolean;
  zone?: string;
  open_tasks: number;
  waiting_tasks: number;
  late_tasks: number;
  oldest_h: number | null;
  done_tasks: number;
  code: string;
}
/**
 * A line of the master events list.
 *
 * ``at_h`` is its time, or ``when`` its condition as it is written, ``when_name`` as it is read;
 * ``state`` what became of it; ``fired_h`` when. ``creates`` names an incident type that it brings
 * about, at ``place``.
 */
export interface Line {
  id: string;
  at_h: number | null;
  when: string;
  when_name?: Said | null;
  kind: "message" | "incident";
  sender: string;
  receivers: string[];
  subject: string;
  text: string;
  creates: string | null;
  place: string | null;
  objective: string;
  expected: string;
  contingency: boolean;
  state: "planned" | "approved" | "fired" | "skipped";
  fired_h: number | null;
}
/**
 * A note of the instructor, pinned to a moment.
 */
export interface Note {
  id: string;
  at_h: number;
  text: string;
}
/**
 * What does not change: names, places, order of battle, land, kinds; sent once to a seat.
 *
 * ``begins_h`` is the begin [h since hour 0 of the scenario], as phases of the order of battle are
 * counted.
 */
export interface Ground {
  version?: 1;
  begins_h?: number;
  exercise: Named;
  briefing: Said;
  nations: Named[];
  incidents: Named[];
  milestones: Named[];
  organisation: Organisation;
  map: Map | null;
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
 * An incident so far, as this viewer knows it: the swimlane of the steps that it knows.
 */
export interface Response {
  incident: KnownIncident;
  course: Course;
}
/**
 * One response under one design.
 */
export interface Course {
  design: string;
  answered_h: number | null;
  sentence: Said;
  lanes: Lane[];
  steps: Step[];
  milestones: Milestone[];
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
 * A step of a response: who did what, from when, for how long, and what of it was a wait.
 *
 * ``lane`` and ``to`` are lanes; ``on_path`` whether the answer waited for it; ``rule`` and
 * ``where`` the rule of doctrine and the line of the scenario that made it.
 */
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
  on_path: boolean;
  rule: string;
  where: string;
}
/**
 * A milestone of a response, and when it was reached, in hours from the event.
 */
export interface Milestone {
  id: string;
  name: Said;
  hours: number;
}
/**
 * A look ahead from a moment.
 */
export interface LookAhead {
  at_h: number;
  futures: number;
  outlooks: Outlook[];
}
/**
 * What a look ahead says of an open incident, for one option of a decision or for none.
 *
 * ``in_time`` is the share of the futures that answer it in time, with a 95 % interval; quantiles
 * of the time to ``milestone`` [h since the event]: a tenth, half, nine tenths of the futures.
 */
export interface Outlook {
  incident: string;
  name: Said;
  option: ("go-on" | "agree" | "counter" | "refuse" | "put-off") | null;
  option_name: Said | null;
  milestone: Named;
  futures: number;
  in_time: number | null;
  low: number | null;
  high: number | null;
  q10_h: number | null;
  q50_h: number | null;
  q90_h: number | null;
}
/**
 * The after-action review: joint for the instructor, or of one nation for its seats.
 *
 * ``nation`` is empty for the joint one. ``runs`` counts the simulated runs.
 */
export interface Review {
  version?: 1;
  exercise: Named;
  nation: string;
  clock: Clock;
  runs: number;
  tasks: ReviewedTask[];
  incidents: ReviewedIncident[];
  lines: ReviewedLine[];
  notes: Note[];
  seats: SeatName[];
}
/**
 * A task that a person finished, beside the same step done by staffs of the model.
 *
 * ``took_h`` is from when a team took it up until it was finished; ``quicker`` the share of
 * simulated steps that took less time; ``wrote`` is what the person wrote. Of a paper that was
 * taken up by a board ``took_h`` is from the sitting on, and ``stay_h`` from when the paper came
 * to the board: that is what stands beside the simulated stays.
 */
export interface ReviewedTask {
  id: string;
  headquarters: string;
  kind: string;
  kind_name: Said;
  text: Said;
  incident: string | null;
  begun_h: number;
  done_h: number;
  outcome: "go-on" | "agree" | "counter" | "refuse" | "put-off";
  by: string;
  seat: string;
  took_h: number;
  stay_h?: number | null;
  wrote: string;
  simulated: Spread | null;
  quicker: number | null;
}
/**
 * How long a step took in simulated runs of the same exercise [h]: five quantiles.
 */
export interface Spread {
  runs: number;
  q05_h: number;
  q25_h: number;
  q50_h: number;
  q75_h: number;
  q95_h: number;
}
/**
 * An incident as it really was, what decided how long it took, and how it compares.
 *
 * ``answered_h`` is from the event to ``milestone``; ``in_time`` None while it is open. In
 * the review of a nation both are None where no word of the answer has reached it. ``path`` are
 * the steps that the answer, or what was reached last, waited for, those of people named.
 * ``simulated`` says how the same incidents went in simulated runs of the same day; ``quicker``
 * the share of these that answered sooner.
 */
export interface ReviewedIncident {
  incident: KnownIncident;
  course: Course;
  milestone: Named;
  answered_h: number | null;
  in_time: boolean | null;
  path: PathStep[];
  simulated: Outlook | null;
  quicker: number | null;
}
/**
 * A step on the way to the answer of an incident; ``by`` is the person who did it, or empty.
 */
export interface PathStep {
  who: Said;
  what: Said;
  kind_name: Said;
  start_h: number;
  queue_h: number;
  closed_h: number;
  busy_h: number;
  by: string;
}
/**
 * A line with what its receivers did in the hours after, and people on its incident.
 */
export interface ReviewedLine {
  id: string;
  at_h: number | null;
  when: string;
  when_name?: Said | null;
  kind: "message" | "incident";
  sender: string;
  receivers: string[];
  subject: string;
  text: string;
  creates: string | null;
  place: string | null;
  objective: string;
  expected: string;
  contingency: boolean;
  state: "planned" | "approved" | "fired" | "skipped";
  fired_h: number | null;
  tasks: string[];
  sent: string[];
}
/**
 * What an exercise would ask of its seats, played by bots many times.
 *
 * ``collisions`` are pairs of lines that reach one seat within half an hour.
 */
export interface Rehearsal {
  version?: 1;
  exercise: Named;
  runs: number;
  hours: SeatHour[];
  collisions: [string, string, string][];
}
/**
 * The expected load of a seat in an hour of the exercise: tasks that come, and hours of work.
 *
 * ``lines`` are the lines that fire in that hour and reach the seat.
 */
export interface SeatHour {
  seat: string;
  hour: number;
  tasks: number;
  work_h: number;
  lines: string[];
}
/**
 * A notice to a viewer that something changed. ``n`` counts this viewer's notices from 1.
 *
 * The page then asks for its view again; a notice says only what kind of thing it is of.
 */
export interface Notice {
  n: number;
  kind: "clock" | "task" | "item" | "incident" | "movement" | "seats" | "lines" | "note" | "over";
  id: string;
  at_h: number;
}
/**
 * Items of a seat that came, or went, before one of them, in order.
 *
 * ``older_items`` counts those before these.
 */
export interface OlderItems {
  items: Item[];
  older_items: number;
}
/**
 * A person takes the seat: from now on its tasks wait for them.
 */
export interface Take {
  do?: "take";
  person: string;
}
/**
 * The person leaves the seat: a bot goes on, from what is in hand.
 */
export interface Leave {
  do?: "leave";
}
/**
 * Take a task in hand, so that others of the headquarters leave it; or let it go.
 */
export interface Claim {
  do?: "claim";
  task: string;
  mine?: boolean;
}
/**
 * Finish a task by an option; ``units``: for each force, platforms by unit.
 */
export interface Finish {
  do?: "finish";
  task: string;
  outcome?: "go-on" | "agree" | "counter" | "refuse" | "put-off";
  units?: {
    [k: string]: {
      [k: string]: number;
    };
  };
  text?: string;
}
/**
 * Send a message, or a question (a request for information), along the channels that exist.
 *
 * ``attached`` are items that it passes on: it may be seen by nobody who may not see each of them.
 */
export interface Send {
  do?: "send";
  receivers: string[];
  subject: string;
  text?: string;
  kind?: "message" | "question" | "answer";
  precedence?: "flash" | "immediate" | "priority" | "routine";
  incident?: string | null;
  reply_to?: string | null;
  attached?: string[];
}
/**
 * Release an item to another nation.
 */
export interface Release {
  do?: "release";
  item: string;
  to: string;
}
/**
 * Mark an item as read.
 */
export interface Read {
  do?: "read";
  item: string;
}
/**
 * The instructor fires a line of the master events list now.
 */
export interface Fire {
  do?: "fire";
  line: string;
}
/**
 * The instructor skips a line, or takes that back.
 */
export interface Skip {
  do?: "skip";
  line: string;
  skipped?: boolean;
}
/**
 * The instructor gives a line another time.
 */
export interface Delay {
  do?: "delay";
  line: string;
  at_h: number;
}
/**
 * The instructor approves a line: only approved lines fire by themselves.
 */
export interface Approve {
  do?: "approve";
  line: string;
  approved?: boolean;
}
/**
 * The instructor adds a line, or changes one that has not been fired.
 */
export interface PutLine {
  do?: "put-line";
  line: string;
  at_h?: number | null;
  when?: string;
  kind?: "message" | "incident";
  sender?: string;
  receivers?: string[];
  subject?: string;
  text?: string;
  creates?: string | null;
  place?: string | null;
  objective?: string;
  expected?: string;
  contingency?: boolean;
  extra?: {
    [k: string]: string;
  } | null;
}
/**
 * The instructor pins a note to the present moment.
 */
export interface Pin {
  do?: "pin";
  text: string;
}
