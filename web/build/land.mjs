// bundle/land.json: the land of Natural Earth (1:10 million, public domain; npm world-atlas) in cells of
// 15 degrees, so that Python takes the cells of a scenario and leaves the rest.
// No borders and no names: those of states are disputed, and a scenario brings its own.
import { readFileSync, writeFileSync } from "node:fs";
import { geoIdentity, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const CELL = 15;
const UNIT = 0.01; // degrees; about a kilometre
const TOLERANCE = 0.008; // degrees
const SOURCE = new URL("../node_modules/world-atlas/land-10m.json", import.meta.url);
const MADE = new URL("../../src/renkei/report/page/bundle/land.json", import.meta.url);

/** Douglas and Peucker (1973) on a ring; the smallest islands keep their shape of four points. */
function simplified(ring) {
  if (ring.length <= 6) return ring;
  const keep = new Uint8Array(ring.length);
  const far = ring.reduce(
    (best, p, at) =>
      Math.hypot(p[0] - ring[0][0], p[1] - ring[0][1]) >
      Math.hypot(ring[best][0] - ring[0][0], ring[best][1] - ring[0][1])
        ? at
        : best,
    0,
  );
  const stack = [
    [0, far],
    [far, ring.length - 1],
  ];
  keep[0] = keep[far] = keep[ring.length - 1] = 1;
  while (stack.length > 0) {
    const [from, to] = stack.pop();
    const [ax, ay] = ring[from];
    const [bx, by] = ring[to];
    const length = Math.hypot(bx - ax, by - ay);
    let most = 0;
    let at = -1;
    for (let n = from + 1; n < to; n++) {
      const [px, py] = ring[n];
      const away =
        length === 0
          ? Math.hypot(px - ax, py - ay)
          : Math.abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length;
      if (away > most) [most, at] = [away, n];
    }
    if (most > TOLERANCE) {
      keep[at] = 1;
      stack.push([from, at], [at, to]);
    }
  }
  const out = ring.filter((_, n) => keep[n]);
  return out.length >= 4 ? out : ring;
}

function box(rings) {
  const points = rings.flat();
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const least = (all) => all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (all) => all.reduce((a, b) => Math.max(a, b), -Infinity);
  return [least(xs), least(ys), most(xs), most(ys)];
}

/** The part of a polygon in a cell, as rings of whole units, each the step from the one before. */
function clipped(polygon, x0, y0) {
  const rings = [];
  let ring = [];
  const context = {
    moveTo: (x, y) => {
      ring = [[x, y]];
      rings.push(ring);
    },
    lineTo: (x, y) => ring.push([x, y]),
    closePath: () => {},
    arc: () => {},
  };
  const clip = geoIdentity().clipExtent([
    [x0, y0],
    [x0 + CELL, y0 + CELL],
  ]);
  geoPath(clip, context)({ type: "Polygon", coordinates: polygon });
  return rings.map(steps).filter((one) => one !== null);
}

function steps(ring) {
  const out = [];
  let before = null;
  for (const [x, y] of ring) {
    const at = [Math.round(x / UNIT), Math.round(y / UNIT)];
    if (before && at[0] === before[0] && at[1] === before[1]) continue;
    out.push(before ? at[0] - before[0] : at[0], before ? at[1] - before[1] : at[1]);
    before = at;
  }
  return out.length >= 6 ? out : null;
}

const world = JSON.parse(readFileSync(SOURCE, "utf8"));
const land = feature(world, world.objects.land);
const shapes = land.type === "FeatureCollection" ? land.features : [land];
const polygons = shapes.flatMap(({ geometry }) =>
  geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates],
);
const cells = {};
for (const raw of polygons) {
  const polygon = raw.map(simplified);
  const [west, south, east, north] = box([polygon[0]]);
  for (let x = Math.floor(west / CELL) * CELL; x < east; x += CELL) {
    for (let y = Math.floor(south / CELL) * CELL; y < north; y += CELL) {
      const rings = clipped(polygon, x, y);
      if (rings.length === 0) continue;
      cells[`${x},${y}`] ??= [];
      cells[`${x},${y}`].push(...rings);
    }
  }
}
const names = Object.keys(cells).sort();
const lines = names.map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(cells[name])}`);
const about = `"cell": ${CELL}, "unit": ${UNIT}, "source": "Natural Earth 1:10m land, public domain"`;
writeFileSync(MADE, `{${about}, "cells": {\n${lines.join(",\n")}\n}}\n`);
