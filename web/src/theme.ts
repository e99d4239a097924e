// The one look of Renkei: colours and type of the page, and the configuration of its charts.
// `npm run build` writes the configuration of the charts to bundle/theme.json for Python.

export type Shade = "light" | "dark";

export interface Colours {
  paper: string;
  raised: string;
  ink: string;
  soft: string;
  line: string;
  grid: string;
  accent: string;
  mark: string;
  sea: string;
  land: string;
  /** Behind labels on the map. */
  halo: string;
  /** At most seven, told apart by the colour-blind (Okabe and Ito, 2008); the first is the baseline. */
  series: readonly [string, string, string, string, string, string, string];
  /** Colours of one quantity from little to much. */
  ramp: readonly string[];
}

export const COLOURS: Record<Shade, Colours> = {
  light: {
    paper: "#ffffff",
    raised: "#f5f4f0",
    ink: "#1a1a1a",
    soft: "#5a5a58",
    line: "#c9c7c0",
    grid: "#e6e4de",
    accent: "#00598c",
    mark: "#b23c00",
    sea: "#eef2f4",
    land: "#d5d2c6",
    halo: "#ffffffd9",
    series: ["#3b3b3b", "#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9"],
    ramp: ["#f3f1ea", "#c9d9e6", "#8db6d3", "#4a8dba", "#0d6398", "#06375a"],
  },
  dark: {
    paper: "#16181a",
    raised: "#202326",
    ink: "#eceae4",
    soft: "#a9a8a2",
    line: "#4a4d50",
    grid: "#2e3134",
    accent: "#7cc4f0",
    mark: "#ff9a5c",
    sea: "#1c2429",
    land: "#3b3d3a",
    halo: "#16181ad9",
    series: ["#d8d6d0", "#56b4e9", "#e8743b", "#21b98b", "#e69f00", "#cc79a7", "#8fa9ff"],
    ramp: ["#23282c", "#20435c", "#1f6390", "#3f8bbd", "#86bde0", "#d9edf9"],
  },
};

export const FONT =
  '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", "Hiragino Sans", "Yu Gothic", Meiryo, "Noto Sans CJK JP", sans-serif';

/** Vega-Lite `config` of a shade. */
export function chartConfig(shade: Shade): Record<string, unknown> {
  const c = COLOURS[shade];
  return {
    background: null,
    font: FONT,
    padding: 4,
    axis: {
      domainColor: c.line,
      gridColor: c.grid,
      tickColor: c.line,
      labelColor: c.soft,
      titleColor: c.soft,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      labelLimit: 260,
      titlePadding: 8,
      labelPadding: 4,
      tickSize: 4,
    },
    axisY: { domain: false, ticks: false },
    axisBand: { grid: false },
    header: {
      labelColor: c.ink,
      titleColor: c.soft,
      labelFontSize: 12,
      labelFontWeight: "bold",
      titleFontSize: 12,
      titleFontWeight: "normal",
    },
    legend: {
      labelColor: c.ink,
      titleColor: c.soft,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      labelLimit: 320,
      orient: "top",
      direction: "horizontal",
      symbolOpacity: 1,
      symbolStrokeWidth: 2,
      columns: 4,
    },
    title: {
      color: c.ink,
      fontSize: 13,
      fontWeight: "bold",
      anchor: "start",
      subtitleColor: c.soft,
    },
    view: { stroke: null },
    range: {
      category: [...c.series],
      ordinal: [...c.ramp],
      ramp: [...c.ramp],
      heatmap: [...c.ramp],
      symbol: [
        "circle",
        "square",
        "triangle-up",
        "diamond",
        "cross",
        "triangle-down",
        "triangle-right",
      ],
    },
    mark: { color: c.series[1] },
    line: { strokeWidth: 2 },
    rule: { color: c.soft },
    text: { color: c.ink, fontSize: 12 },
    point: { filled: true, size: 60 },
    bar: { color: c.series[1] },
    area: { opacity: 0.2 },
  };
}
