import { describe, expect, it } from "vitest";
import { rulesOf, still } from "../src/still";

const css = `
/* a note */
.tree text { font-size: 12px; fill: var(--ink); }
.tree .post text { fill: var(--soft); }
.tree .post:hover text { fill: red; }
.tree .halo, .other { paint-order: stroke; stroke: var(--halo); stroke-width: 3px; }
.tree .catch { fill: transparent; }
.tree .bar { fill: var(--series-1); }
`;

describe("a drawing as a file", () => {
  it("reads flat rules, the heavier last, without states of a page", () => {
    const rules = rulesOf(css);
    expect(rules.map((one) => one.weight)).toEqual([100, 101, 200, 200, 200, 201]);
    expect(rules.flatMap((one) => one.declarations)).not.toContainEqual(["fill", "red"]);
  });

  it("makes attributes of rules, and leaves out what only a page needs", () => {
    const made = still(
      `<!--[--><svg class="tree"><g class="post" tabindex="0" aria-label="x" data-post="1">` +
        `<rect class="catch" x="1"></rect><text x="2"> A &amp; B </text></g>` +
        `<text>C</text><rect class="bar" fill="url(#p)"/></svg><!--]-->`,
      css,
      "light",
      "en",
    );
    expect(made).toBe(
      '<svg><g><text x="2" font-size="12" fill="#5a5a58">A &amp; B</text></g>' +
        '<text font-size="12" fill="#1a1a1a">C</text><rect fill="url(#p)"/></svg>\n',
    );
  });

  it.each(["transparent", "#0000", "#1230", "#ffffff00"])("leaves out what %s fills", (none) => {
    // A build may write one for the other; Inkscape and LibreOffice take `#0000` for black.
    const rules = `.tree .catch { fill: ${none}; } .tree .ring { fill: ${none}; stroke: var(--ink); }`;
    const made = still(
      '<svg class="tree"><rect class="catch" x="1"/><circle class="ring" r="3"/></svg>',
      rules,
      "light",
      "en",
    );
    expect(made).toBe('<svg><circle r="3" fill="none" stroke="#1a1a1a"/></svg>\n');
  });

  it("moves letters where a part of their size says", () => {
    const made = still(
      '<svg class="tree"><text x="1" y="10" dy="0.35em">A</text></svg>',
      css,
      "light",
      "en",
    );
    expect(made).toBe('<svg><text x="1" y="14.2" font-size="12" fill="#1a1a1a">A</text></svg>\n');
  });

  it("draws a halo before the letters", () => {
    const made = still('<svg class="tree"><text class="halo">A</text></svg>', css, "light", "en");
    expect(made).toBe(
      '<svg><text font-size="12" fill="#ffffff" stroke="#ffffff" stroke-width="3" ' +
        'stroke-linejoin="round">A</text><text font-size="12" fill="#1a1a1a">A</text></svg>\n',
    );
  });

  it("puts a symbol into the drawing at its size", () => {
    const svg = '<svg width="20" height="10" viewBox="10 20 40 20"><path d="M0 0"/></svg>';
    const href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    const made = still(
      `<svg><image href="${href}" x="5" y="6" width="20"/></svg>`,
      "",
      "light",
      "en",
    );
    expect(made).toBe(
      '<svg><g transform="translate(0 -4) scale(0.5)"><path d="M0 0"/></g></svg>\n',
    );
  });
});
