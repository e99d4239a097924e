// Draws Vega-Lite specifications without `eval`: expressions are interpreted (vega-interpreter).
import type { Config, View } from "vega";
import { parse, Error as VegaError, View as VegaView } from "vega";
import embed, { type Result, type VisualizationSpec } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Row } from "./text/csv";
import { chartConfig, type Shade } from "./theme";

type Spec = Record<string, unknown>;

const TEXT_WIDTH = 760;

/** How much room a chart has: the width of its place, and of each view of a facet. */
interface Room {
  wide: number;
  columns?: number;
  cell?: number;
}

/** Whether a specification is one view, which may be as wide as its place. */
function single(spec: Spec): boolean {
  const facets = ["facet", "row", "column"];
  const encoding = Object.keys((spec.encoding ?? {}) as object);
  return ("mark" in spec || "layer" in spec) && !encoding.some((key) => facets.includes(key));
}

/** Whether it repeats one view over a field, in rows of so many. */
function facetted(spec: Spec): spec is Spec & { spec: Spec; columns: number } {
  return "facet" in spec && typeof spec.columns === "number" && typeof spec.spec === "object";
}

/** The specification with its rows, fitted to its room. */
function filled(spec: Spec, rows: readonly Row[], room: Room): TopLevelSpec {
  const { config: _, $schema: __, ...own } = spec;
  const whole: Spec = { ...own, data: { name: "rows" }, datasets: { rows: [...rows] } };
  if (single(spec)) {
    whole.width = room.wide;
    whole.autosize = { type: "fit-x", contains: "padding" };
  } else if (facetted(spec) && room.columns && room.cell) {
    whole.columns = room.columns;
    whole.spec = { ...spec.spec, width: room.cell };
    whole.config = { header: { labelLimit: room.cell } };
  }
  return whole as unknown as TopLevelSpec;
}

const LEAST_CELL = 190;
const MOST_FITS = 4;

/** The room of a facet's views once it was drawn in another: all of the place is used, and no more. */
function refitted(spec: Spec, drawn: number, room: Room): Room | null {
  if (!facetted(spec)) return null;
  const cell = room.cell ?? Number(spec.spec.width ?? 0);
  const columns = room.columns ?? spec.columns;
  const spare = room.wide - drawn;
  if (cell <= 0 || (spare >= 0 && spare < 12)) return null;
  const size = Math.floor(cell + spare / columns) - 1;
  if (size >= LEAST_CELL || columns === 1) {
    return { wide: room.wide, columns, cell: Math.max(size, LEAST_CELL / 2) };
  }
  // One view less in a row: what it took, its own axis too, goes to the others.
  return { wide: room.wide, columns: columns - 1, cell: LEAST_CELL };
}

/** The look in the page: a legend begins at the left edge of the figure, not of the plot, so that
 * long names fit in a narrow window. The schema of Vega-Lite does not know this setting of Vega. */
function fitting(look: Record<string, unknown>): Config {
  const legend = { ...(look.legend as object), layout: { frame: "bounds" } };
  return { ...look, legend } as Config;
}

export type Tooltip = (event: MouseEvent, value: unknown) => void;

/** Draws a chart into an element; the result holds its view and ends it. */
export async function draw(
  into: HTMLElement,
  spec: Spec,
  rows: readonly Row[],
  shade: Shade,
  tooltip: Tooltip,
): Promise<Result> {
  // The place says in words what is drawn; the drawing itself has nothing to add for a reader.
  const inner = document.createElement("div");
  inner.setAttribute("aria-hidden", "true");
  into.replaceChildren(inner);
  const once = (room: Room): Promise<Result> =>
    embed(inner, filled(spec, rows, room) as VisualizationSpec, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      ast: true,
      expr: expressionInterpreter,
      config: fitting(chartConfig(shade)),
      tooltip: (_handler: unknown, event: MouseEvent, _item: unknown, value: unknown) =>
        tooltip(event, value),
      logLevel: VegaError,
    });
  let room: Room = { wide: Math.max(280, into.clientWidth) };
  let result = await once(room);
  for (let n = 0; n < MOST_FITS; n++) {
    const drawn = inner.querySelector("svg")?.getBoundingClientRect().width ?? room.wide;
    const better = refitted(spec, drawn, room);
    if (!better) break;
    result.finalize();
    room = better;
    result = await once(room);
  }
  return result;
}

/** The chart outside the page, in the light shade, for a file. */
function apart(spec: Spec, rows: readonly Row[]): View {
  const config = { ...chartConfig("light"), background: "#ffffff" } as Config;
  const made = compile(filled(spec, rows, { wide: TEXT_WIDTH }), { config: config as object });
  return new VegaView(parse(made.spec, undefined, { ast: true }), {
    renderer: "none",
    expr: expressionInterpreter,
    logLevel: VegaError,
  } as ConstructorParameters<typeof VegaView>[1]);
}

export async function svgOf(spec: Spec, rows: readonly Row[]): Promise<string> {
  const view = apart(spec, rows);
  const text = await view.toSVG();
  view.finalize();
  return text;
}

export async function pngOf(spec: Spec, rows: readonly Row[]): Promise<Blob> {
  const view = apart(spec, rows);
  const canvas = (await view.toCanvas(2)) as unknown as HTMLCanvasElement;
  view.finalize();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}
