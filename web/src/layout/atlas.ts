// What a map shows in a view: marks of places that lie together, their labels, and lines between places.
import type { Place, Post } from "../document";
import { fitted, widthOf } from "../text/measure";
import { type Lang, said } from "../text/words";
import {
  type Box,
  type Cluster,
  clustered,
  greatCircle,
  type Label,
  type Projection,
  placed,
  type View,
} from "./geography";

export interface At {
  place: Place;
  posts: Post[];
}

export interface Frame {
  project: Projection;
  view: View;
  width: number;
  height: number;
}

const GAP = 26;
/** Places where nobody stands are drawn only while they are so few. */
const MOST_EMPTY = 40;

export function onScreen(
  { project, view }: Frame,
  longitude: number,
  latitude: number,
): [number, number] {
  const [x, y] = project(longitude, latitude);
  return [x * view.k + view.x, y * view.k + view.y];
}

const rank = (one: At): number =>
  one.posts.reduce((sum, post) => sum + (post.kind === "headquarters" ? 10 : 1), 0);

export function clustersOf(
  frame: Frame,
  places: readonly Place[],
  posts: readonly Post[],
): Cluster<At>[] {
  const at = new Map<string, Post[]>();
  for (const post of posts) {
    if (post.place !== null) at.set(post.place, [...(at.get(post.place) ?? []), post]);
  }
  const all = places
    .map((place) => ({ place, posts: at.get(place.id) ?? [] }))
    .filter((one) => one.posts.length > 0 || places.length < MOST_EMPTY)
    .sort((a, b) => rank(b) - rank(a))
    .map((item) => {
      const [x, y] = onScreen(frame, item.place.longitude, item.place.latitude);
      return { x, y, item };
    })
    .filter(({ x, y }) => x > -40 && y > -40 && x < frame.width + 40 && y < frame.height + 40);
  return clustered(all, GAP);
}

/** Something that is drawn at a point, and its name. */
export interface Told {
  x: number;
  y: number;
  text: string;
}

const around = ({ x, y }: { x: number; y: number }, half: number): Box => ({
  x0: x - half,
  y0: y - half,
  x1: x + half,
  y1: y + half,
});

/** The numbers of those who share a mark stand at its upper left. */
const countsOf = (clusters: readonly Cluster<At>[]): Box[] =>
  clusters
    .filter((one) => countOf(one) > 1)
    .map((one) => {
      const wide = widthOf(String(countOf(one)), 10.5);
      return { x0: one.x - 12 - wide, y0: one.y - 15, x1: one.x - 11, y1: one.y - 4 };
    });

const INCIDENT = 10;
const UNIT = 8;

/** The names of incidents beside their marks: each is written, once for those at one spot. */
export function incidentLabelsOf(
  frame: Frame,
  incidents: readonly Told[],
  clusters: readonly Cluster<At>[],
  units: readonly { x: number; y: number }[],
): (Label | null)[] {
  const first = incidents.map(
    (one, n) => incidents.findIndex((other) => other.text === one.text && near(one, other)) === n,
  );
  const wanted = incidents.filter((_, n) => first[n]);
  const found = placed(
    wanted.map((one) => ({ ...one, width: widthOf(one.text, 12.5), half: INCIDENT })),
    15,
    frame.width,
    [
      ...clusters.map((one) => around(one, 11)),
      ...units.map((one) => around(one, UNIT)),
      ...countsOf(clusters),
    ],
  );
  let at = 0;
  return incidents.map((one, n) => {
    if (!first[n]) return null;
    return found[at++] ?? { x: one.x + 13, y: one.y - 12, text: one.text, anchor: "start" };
  });
}

const near = (a: Told, b: Told): boolean => Math.hypot(a.x - b.x, a.y - b.y) < 4;

/** What stands on a map before places are named: marks and names of incidents, and units. */
export function blockedBy(
  incidents: readonly Told[],
  labels: readonly (Label | null)[],
  units: readonly { x: number; y: number }[],
): Box[] {
  return [
    ...incidents.map((one) => around(one, INCIDENT)),
    ...units.map((one) => around(one, UNIT)),
    ...labels.flatMap((one) => {
      if (one === null) return [];
      const wide = widthOf(one.text, 12.5);
      const x0 = one.anchor === "start" ? one.x : one.x - wide;
      return [{ x0, y0: one.y - 7, x1: x0 + wide, y1: one.y + 7 }];
    }),
  ];
}

/** The names of the places that fit beside their marks, and touch nothing that is drawn besides. */
export function labelsOf(
  frame: Frame,
  clusters: readonly Cluster<At>[],
  lang: Lang,
  also: readonly Box[] = [],
): (Label | null)[] {
  return placed(
    clusters.map((one) => {
      const short = fitted(said(one.items[0]?.place.name ?? null, lang), 150, 11.5);
      return { x: one.x, y: one.y, ...short, half: 12 };
    }),
    15,
    frame.width,
    [...countsOf(clusters), ...also],
  );
}

/** How many headquarters and units share a mark. */
export const countOf = (cluster: Cluster<At>): number =>
  cluster.items.reduce((sum, one) => sum + one.posts.length, 0);

export function graticule(frame: Frame): string {
  const lines: string[] = [];
  for (let longitude = -180; longitude < 180; longitude += 10) {
    const [x] = onScreen(frame, longitude, 0);
    if (x >= 0 && x <= frame.width) lines.push(`M${x.toFixed(1)} 0V${frame.height}`);
  }
  for (let latitude = -80; latitude <= 80; latitude += 10) {
    const [, y] = onScreen(frame, frame.project.middle, latitude);
    if (y >= 0 && y <= frame.height) lines.push(`M0 ${y.toFixed(1)}H${frame.width}`);
  }
  return lines.join("");
}

/** The great circle between two places as a path. */
export function trackPath(frame: Frame, from: Place, to: Place): string {
  let before: [number, number] | null = null;
  let path = "";
  for (const [longitude, latitude] of greatCircle(from, to)) {
    const [x, y] = onScreen(frame, longitude, latitude);
    const torn = before && Math.abs(x - before[0]) > (frame.view.k * 1000) / 2;
    path += `${before && !torn ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    before = [x, y];
  }
  return path;
}
