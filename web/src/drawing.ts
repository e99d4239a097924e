// Drawings as files: the components of the page, rendered to an SVG that stands alone. Built into
// bundle/draw.js, which Python runs in an embedded engine (src/renkei/report/drawings/).
import { render } from "svelte/server";
import type { Map as Chart, Phase, Post } from "./document";
import css from "./drawing.css?inline";
import type { Response } from "./response";
import MapSheet from "./sheets/MapSheet.svelte";
import OrbatSheet from "./sheets/OrbatSheet.svelte";
import SwimlaneSheet from "./sheets/SwimlaneSheet.svelte";
import { still } from "./still";
import type { Lang } from "./text/words";
import type { Shade } from "./theme";

interface Sheet {
  title: string;
  subtitle: string;
  lang: Lang;
  shade: Shade;
}

export interface OrbatDrawing extends Sheet {
  kind: "orbat";
  posts: Post[];
  phase: Phase;
  /** Relationships of administration too, besides those that the tree needs. */
  administration: boolean;
}

export interface MapDrawing extends Sheet {
  kind: "map";
  map: Chart;
  posts: Post[];
}

export interface SwimlaneDrawing extends Sheet {
  kind: "swimlane";
  response: Response;
  /** What stands above each course. */
  heads: string[];
  /** Expected times, not those of an incident as it happened. */
  expected: boolean;
  pathOnly: boolean;
}

export type Drawing = OrbatDrawing | MapDrawing | SwimlaneDrawing;

function markup({ kind, ...props }: Drawing): string {
  if (kind === "orbat") return render(OrbatSheet, { props: props as OrbatDrawing }).body;
  if (kind === "map") return render(MapSheet, { props: props as MapDrawing }).body;
  return render(SwimlaneSheet, { props: props as SwimlaneDrawing }).body;
}

/** The drawing as an SVG file. */
export function draw(drawing: Drawing): string {
  return still(markup(drawing), css, drawing.shade, drawing.lang);
}
