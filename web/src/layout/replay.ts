// What a replay shows at a moment.
import type { Message, Movement, Occurred, Place, Replay } from "../document";
import { onTheWay } from "./geography";

export type State = "readying" | "moving" | "staying" | "returning";

export interface Moving {
  movement: Movement;
  state: State;
  longitude: number;
  latitude: number;
}

export interface Underway {
  message: Message;
  from: Place;
  to: Place;
  longitude: number;
  latitude: number;
}

export interface Active {
  incident: Occurred;
  place: Place;
  /** Milestones reached so far, the latest last. */
  reached: [string, number][];
}

export interface Snapshot {
  incidents: Active[];
  movements: Moving[];
  messages: Underway[];
}

const share = (t: number, from: number, to: number): number =>
  to > from ? (t - from) / (to - from) : 1;

/** What platforms do at a moment, and how much of the way lies behind them; none before the order. */
export function stateOf(one: Movement, t: number): { state: State; share: number } | null {
  if (t < one.ordered_h || (one.home_h !== null && t >= one.home_h)) return null;
  if (one.departed_h === null || t < one.departed_h) return { state: "readying", share: 0 };
  if (one.arrived_h === null) return { state: "moving", share: 0 };
  if (t < one.arrived_h) return { state: "moving", share: share(t, one.departed_h, one.arrived_h) };
  if (one.left_h === null || t < one.left_h) return { state: "staying", share: 1 };
  if (one.home_h === null) return { state: "returning", share: 1 };
  return { state: "returning", share: 1 - share(t, one.left_h, one.home_h) };
}

export function snapshot(
  replay: Replay,
  t: number,
  places: ReadonlyMap<string, Place>,
  posts: ReadonlyMap<string, string>,
): Snapshot {
  const incidents = replay.incidents.flatMap((incident): Active[] => {
    const place = places.get(incident.place);
    const over = incident.until_h !== null && t >= incident.until_h;
    if (!place || t < incident.from_h || over) return [];
    const reached = Object.entries(incident.milestones)
      .filter(([, at]) => at <= t)
      .sort((a, b) => a[1] - b[1]);
    return [{ incident, place, reached }];
  });
  const movements = replay.movements.flatMap((movement): Moving[] => {
    const now = stateOf(movement, t);
    const from = places.get(movement.origin);
    const to = places.get(movement.destination);
    if (!now || !from || !to) return [];
    const [longitude, latitude] = onTheWay(from, to, now.share);
    return [{ movement, state: now.state, longitude, latitude }];
  });
  const messages = replay.messages.flatMap((message): Underway[] => {
    if (t < message.sent_h || t >= message.received_h) return [];
    const from = places.get(posts.get(message.sender) ?? message.sender);
    const to = places.get(posts.get(message.receiver) ?? message.receiver);
    if (!from || !to) return [];
    const [longitude, latitude] = onTheWay(from, to, share(t, message.sent_h, message.received_h));
    return [{ message, from, to, longitude, latitude }];
  });
  return { incidents, movements, messages };
}

export interface Moment {
  t: number;
  incident: string;
  /** Nothing where the incident itself begins. */
  milestone: string | null;
  design: string;
}

/** Everything that one can step to, in order. */
export function moments(replays: readonly Replay[], from: number, until: number): Moment[] {
  const out = replays.flatMap((replay) =>
    replay.incidents.flatMap((incident): Moment[] => [
      { t: incident.from_h, incident: incident.incident, milestone: null, design: replay.design },
      ...Object.entries(incident.milestones).map(([milestone, t]) => ({
        t,
        incident: incident.incident,
        milestone,
        design: replay.design,
      })),
    ]),
  );
  return out.filter((one) => one.t >= from && one.t <= until).sort((a, b) => a.t - b.t);
}
