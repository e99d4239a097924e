// Names for identifiers: nobody reads `meridian-joint`.
import type { Lang } from "../text/words";
import type { Clock, Ground, KnownIncident, Named, Said, SeatName } from "./documents";
import { when } from "./time";

/** Of a headquarters that nations share, and of what belongs to no single one. */
const ALL: Said = { en: "All nations", ja: "各国共同" };
const none = (id: string): Said => ({ en: id, ja: id });

/** Who has a task in hand, by name: a claim says the seat. */
export function holder(claim: string, seats: readonly SeatName[]): string | Said {
  const seat = seats.find((one) => one.id === claim);
  return seat ? seat.person || seat.name : claim;
}

/** When an incident happened, with a point before it: two of one kind are told apart. */
export function since(
  id: string | null,
  incidents: readonly KnownIncident[],
  now: number,
  clock: Clock,
  lang: Lang,
): string {
  const incident = incidents.find((one) => one.id === id);
  return incident ? ` · ${when(incident.happened_h, now, clock, lang)}` : "";
}

export class Names {
  private readonly posts = new Map<string, Said>();
  private readonly nationsOf = new Map<string, string>();
  private readonly nations: Map<string, Said>;
  private readonly incidents: Map<string, Said>;
  private readonly milestones: Map<string, Said>;
  private readonly places = new Map<string, Said>();
  readonly headquarters: Named[] = [];
  readonly ground: Ground;

  constructor(ground: Ground) {
    this.ground = ground;
    const table = (all: readonly Named[]) => new Map(all.map((one) => [one.id, one.name]));
    this.nations = table(ground.nations);
    this.incidents = table(ground.incidents);
    this.milestones = table([...(ground.map?.milestones ?? []), ...ground.milestones]);
    for (const one of ground.organisation.posts) {
      this.posts.set(one.id, one.name);
      if (one.nation) this.nationsOf.set(one.id, one.nation);
      if (one.kind === "headquarters") this.headquarters.push(one);
    }
    for (const one of ground.map?.places ?? []) this.places.set(one.id, one.name);
  }

  post = (id: string): Said => this.posts.get(id) ?? none(id);
  nation = (id: string): Said => this.nations.get(id) ?? (id === "" ? ALL : none(id));
  nationOf = (post: string): string | null => this.nationsOf.get(post) ?? null;
  incident = (id: string): Said => this.incidents.get(id) ?? none(id);
  milestone = (id: string): Said => this.milestones.get(id) ?? none(id);
  place = (id: string): Said => this.places.get(id) ?? none(id);
}
