// Where places stand on the map, which of them share a mark, and which labels fit.
import { geoDistance, geoInterpolate, geoMercator } from "d3-geo";
import type { Place } from "../document";

export interface Projection {
  (longitude: number, latitude: number): [number, number];
  /** Longitude in the middle of the map. */
  middle: number;
}

const SIZE = 1000;
const MOST_LATITUDE = 84;

/** Longitudes that hang together, round the middle of the shortest arc that holds them all. */
export function middleOf(longitudes: readonly number[]): number {
  const turned = longitudes.map((one) => ((one % 360) + 360) % 360).sort((a, b) => a - b);
  const [first] = turned;
  if (first === undefined) return 0;
  let west = first;
  let gap = -1;
  turned.forEach((one, at) => {
    const after = turned[at + 1] ?? first + 360;
    if (after - one > gap) {
      gap = after - one;
      west = after;
    }
  });
  const middle = (west % 360) + (360 - gap) / 2;
  return ((middle + 180) % 360) - 180;
}

/** Mercator with the middle of the places in its middle, in units of a thousandth of the world. */
export function projected(places: readonly { latitude: number; longitude: number }[]): Projection {
  const middle = middleOf(places.map((one) => one.longitude));
  const map = geoMercator()
    .rotate([-middle, 0])
    .scale(SIZE / (2 * Math.PI))
    .translate([0, 0])
    .clipAngle(null)
    .precision(0);
  const at = (longitude: number, latitude: number): [number, number] => {
    const kept = Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude));
    return map([longitude, kept]) ?? [0, 0];
  };
  return Object.assign(at, { middle });
}

const UNIT = 0.01;

/** The rings of the land as one path; a ring never runs across the far side of the map. Points less than `least` apart are left out. */
export function landPath(
  rings: readonly (readonly number[])[],
  at: Projection,
  digits = 3,
  least = 0,
): string {
  const parts: string[] = [];
  for (const ring of rings) {
    let x = 0;
    let y = 0;
    let line = "";
    let before = Number.NaN;
    let torn = false;
    let kept: [number, number] | null = null;
    let count = 0;
    for (let n = 0; n + 1 < ring.length; n += 2) {
      x += ring[n] ?? 0;
      y += ring[n + 1] ?? 0;
      const [px, py] = at(x * UNIT, y * UNIT);
      if (Math.abs(px - before) > SIZE / 2) torn = true;
      before = px;
      if (kept && Math.hypot(px - kept[0], py - kept[1]) < least) continue;
      kept = [px, py];
      count += 1;
      line += `${n === 0 ? "M" : "L"}${px.toFixed(digits)} ${py.toFixed(digits)}`;
    }
    if (!torn && count > 2) parts.push(`${line}Z`);
  }
  return parts.join("");
}

/** The rings of the land that reach into the frame of a view. */
export function near<T extends readonly number[]>(
  rings: readonly T[],
  at: Projection,
  view: View,
  width: number,
  height: number,
): T[] {
  return rings.filter((ring) => {
    const points: [number, number][] = [];
    let [x, y] = [0, 0];
    for (let n = 0; n + 1 < ring.length; n += 2) {
      x += ring[n] ?? 0;
      y += ring[n + 1] ?? 0;
      const [px, py] = at(x * UNIT, y * UNIT);
      points.push([px * view.k + view.x, py * view.k + view.y]);
    }
    const box = boxOf(points);
    return box.x1 >= 0 && box.x0 <= width && box.y1 >= 0 && box.y0 <= height;
  });
}

export interface View {
  k: number;
  x: number;
  y: number;
}

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export function boxOf(points: readonly [number, number][]): Box {
  const xs = points.map((one) => one[0]);
  const ys = points.map((one) => one[1]);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** The view that shows a box in a frame. */
export function fit(box: Box, width: number, height: number, margin = 0.1): View {
  const [w, h] = [Math.max(box.x1 - box.x0, 2), Math.max(box.y1 - box.y0, 2)];
  const k = Math.min(width / w, height / h) * (1 - 2 * margin);
  return {
    k,
    x: width / 2 - (k * (box.x0 + box.x1)) / 2,
    y: height / 2 - (k * (box.y0 + box.y1)) / 2,
  };
}

/** The part of the map where most of the points lie: a few far away would make the rest small. */
export function core(points: readonly [number, number][], share = 0.9): Box {
  const sorted = (at: 0 | 1): number[] => points.map((one) => one[at]).sort((a, b) => a - b);
  const [xs, ys] = [sorted(0), sorted(1)];
  const middle: [number, number] = [xs[xs.length >> 1] ?? 0, ys[ys.length >> 1] ?? 0];
  const near = [...points].sort(
    (a, b) =>
      Math.hypot(a[0] - middle[0], a[1] - middle[1]) -
      Math.hypot(b[0] - middle[0], b[1] - middle[1]),
  );
  return boxOf(near.slice(0, Math.max(1, Math.ceil(near.length * share))));
}

export interface Cluster<T> {
  x: number;
  y: number;
  items: T[];
}

/** Items nearer to each other than `gap` share a mark, at the place of the first. */
export function clustered<T>(
  items: readonly { x: number; y: number; item: T }[],
  gap: number,
): Cluster<T>[] {
  const out: Cluster<T>[] = [];
  for (const { x, y, item } of items) {
    const near = out.find((one) => Math.hypot(one.x - x, one.y - y) < gap);
    if (near) near.items.push(item);
    else out.push({ x, y, items: [item] });
  }
  return out;
}

export interface Label {
  x: number;
  y: number;
  text: string;
  anchor: "start" | "end";
}

/** The labels that fit beside their marks without touching a mark, another label or `also`, in order. */
export function placed(
  wanted: readonly { x: number; y: number; text: string; width: number; half: number }[],
  height: number,
  frame: number,
  also: readonly Box[] = [],
): (Label | null)[] {
  const taken: Box[] = wanted.map((one) => ({
    x0: one.x - one.half,
    y0: one.y - one.half,
    x1: one.x + one.half,
    y1: one.y + one.half,
  }));
  taken.push(...also);
  const free = (box: Box, own: number): boolean =>
    taken.every(
      (one, at) =>
        at === own || box.x1 < one.x0 || box.x0 > one.x1 || box.y1 < one.y0 || box.y0 > one.y1,
    );
  return wanted.map((one, own) => {
    const gap = one.half + 3;
    for (const [side, dy] of [
      ["start", 0],
      ["end", 0],
      ["start", -height],
      ["start", height],
      ["end", -height],
      ["end", height],
    ] as ["start" | "end", number][]) {
      const x0 = side === "start" ? one.x + gap : one.x - gap - one.width;
      const y = one.y + dy;
      const box = { x0, y0: y - height / 2, x1: x0 + one.width, y1: y + height / 2 };
      if (box.x0 < 2 || box.x1 > frame - 2 || !free(box, own)) continue;
      taken.push(box);
      return { x: side === "start" ? x0 : x0 + one.width, y, text: one.text, anchor: side };
    }
    return null;
  });
}

/** A great circle between two places as points. */
export function greatCircle(from: Place, to: Place): [number, number][] {
  const a: [number, number] = [from.longitude, from.latitude];
  const b: [number, number] = [to.longitude, to.latitude];
  const count = Math.max(2, Math.ceil((geoDistance(a, b) * 180) / Math.PI / 2) + 1);
  const along = geoInterpolate(a, b);
  return Array.from({ length: count }, (_, n) => along(n / (count - 1)));
}

/** Where something is on the great circle, `share` of the way. */
export function onTheWay(from: Place, to: Place, share: number): [number, number] {
  return geoInterpolate(
    [from.longitude, from.latitude],
    [to.longitude, to.latitude],
  )(Math.max(0, Math.min(1, share)));
}
