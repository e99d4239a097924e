// Draws Vega-Lite specifications without `eval`: expressions are interpreted (vega-interpreter).
import type { Config, View } from "vega";
import { Error as VegaError, parse, View as VegaView } from "vega";
import embed, { type Result, type VisualizationSpec } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import { chartConfig, type Shade } from "./theme";
import type { Row } from "./text/csv";

type Spec = Record<string, unknown>;

const TEXT_WIDTH = 760;

/** The specification with its rows; as wide as its place where it has one view. */
function filled(spec: Spec, rows: readonly Row[], wide: number | "container"): TopLevelSpec {
  const { config: _, $schema: __, ...own } = spec;
  const single = ["mark", "layer"].some((key) => key in own);
  const free = single && !("encoding" in own && hasFacet(own.encoding)) && !("width" in own);
  return {
    ...own,
    data: { name: "rows" },
    datasets: { rows: [...rows] },
    ...(free || own.width === "container" ? { width: wide } : {}),
    ...(free ? { autosize: { type: "fit-x", contains: "padding" } } : {}),
  } as unknown as TopLevelSpec;
}

function hasFacet(encoding: unknown): boolean {
  const keys = Object.keys((encoding ?? {}) as object);
  return keys.some((key) => key === "facet" || key === "row" || key === "column");
}

export type Tooltip = (event: MouseEvent, value: unknown) => void;

/** Draws a chart into an element; the result holds its view and ends it. */
export function draw(
  into: HTMLElement,
  spec: Spec,
  rows: readonly Row[],
  shade: Shade,
  tooltip: Tooltip,
): Promise<Result> {
  return embed(into, filled(spec, rows, "container") as VisualizationSpec, {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    ast: true,
    expr: expressionInterpreter,
    config: { ...chartConfig(shade), aria: false } as Config,
    tooltip: (_handler: unknown, event: MouseEvent, _item: unknown, value: unknown) =>
      tooltip(event, value),
    logLevel: VegaError,
  });
}

/** The chart outside the page, in the light shade, for a file. */
function apart(spec: Spec, rows: readonly Row[]): View {
  const config = { ...chartConfig("light"), background: "#ffffff" } as Config;
  const made = compile(filled(spec, rows, TEXT_WIDTH), { config: config as object });
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
