// The posts of an order of battle with their names and labels, each in the room that it needs.
import type { Phase } from "../document";
import { lines } from "../text/measure";
import { type Lang, said, word } from "../text/words";
import {
  type Also,
  type Beside,
  type Branch,
  drawnBeside,
  flagsOf,
  type Layout,
  layout,
  SIGN,
  standOf,
  TREE_ROW,
} from "./orbat";

/** What a branch is called. */
export function nameOf(branch: Branch, lang: Lang): string {
  if (branch.post) return said(branch.post.name, lang);
  const units = word("units", lang);
  return lang === "ja" ? `${branch.units}${units}` : `${branch.units} ${units}`;
}

/** The name beside a symbol, in one line or two, in a level of a width. */
export function textOf(branch: Branch, column: number, lang: Lang): string[] {
  // Right of the name stands the button that opens a branch, and the lines of the next level.
  const kept = branch.children.length > 0 ? 42 : 14;
  return lines(nameOf(branch, lang), column - SIGN - kept, 12.5, 2);
}

/** Where the posts stand, and which relationships are drawn besides the tree. */
export interface Drawn {
  made: Layout;
  beside: Beside[];
}

export function drawnPosts(
  roots: readonly Branch[],
  open: ReadonlySet<string>,
  phase: Phase,
  also: Also,
  column: number,
  lang: Lang,
): Drawn {
  const beside = drawnBeside(roots, open, phase, also);
  const flags = flagsOf(beside);
  const deeper = (branch: Branch): number =>
    standOf(
      textOf(branch, column, lang).length,
      branch.by?.changed ?? false,
      flags.get(branch.id)?.length ?? 0,
    ).deeper;
  return { made: layout(roots, open, TREE_ROW, column, deeper), beside };
}
