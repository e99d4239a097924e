// The order of battle of a phase as a tree by command, and where its posts stand.
import type { Phase, Post, Relation } from "../document";

export type Line = "command" | "administration" | "coordination";

/** Which line a relationship is drawn with. */
export function lineOf(type: string): Line {
  const name = type.toUpperCase();
  if (name === "COCOM" || name === "OPCON" || name === "TACON") return "command";
  return name === "ADCON" ? "administration" : "coordination";
}

export interface Branch {
  id: string;
  /** Nothing for the group of the units of a headquarters. */
  post: Post | null;
  /** The relationship by which it hangs below its parent. */
  by: Relation | null;
  children: Branch[];
  /** Units in a group. */
  units: number;
}

/** The closest to full command over a force at all times comes first. */
function rank(relation: Relation): number {
  const type = ["OPCON", "COCOM", "TACON"].indexOf(relation.type.toUpperCase());
  if (type >= 0) return (relation.missions.length > 0 ? 10 : 0) + type;
  return lineOf(relation.type) === "administration" ? 20 : 30;
}

export const groupOf = (post: string): string => `units of ${post}`;

/** Posts in trees by command; who has no superior is the root of one. */
export function forest(posts: readonly Post[], relations: readonly Relation[]): Branch[] {
  const known = new Map(posts.map((post) => [post.id, post]));
  const above = new Map<string, Relation>();
  const ranked = relations
    .filter((one) => known.has(one.superior) && known.has(one.subordinate))
    .filter((one) => one.superior !== one.subordinate && rank(one) < 30)
    .map((one, at) => ({ one, at, rank: rank(one) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at);
  const leads = (from: string, to: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | undefined = from; at !== undefined; at = above.get(at)?.superior) {
      if (at === to || seen.has(at)) return true;
      seen.add(at);
    }
    return false;
  };
  for (const { one } of ranked) {
    if (!above.has(one.subordinate) && !leads(one.superior, one.subordinate)) {
      above.set(one.subordinate, one);
    }
  }
  const below = new Map<string, Post[]>();
  for (const post of posts) {
    const superior = above.get(post.id)?.superior;
    if (superior === undefined) continue;
    const list = below.get(superior) ?? [];
    list.push(post);
    below.set(superior, list);
  }
  const grow = (post: Post): Branch => {
    const own = below.get(post.id) ?? [];
    const children = own.filter((one) => one.kind === "headquarters").map(grow);
    const units = own.filter((one) => one.kind === "unit").map(grow);
    children.sort((a, b) => size(b) - size(a));
    if (units.length === 1) children.push(...units);
    else if (units.length > 1) {
      children.push({
        id: groupOf(post.id),
        post: null,
        by: null,
        children: units,
        units: units.length,
      });
    }
    return { id: post.id, post, by: above.get(post.id) ?? null, children, units: 0 };
  };
  return posts
    .filter((post) => !above.has(post.id))
    .map(grow)
    .sort((a, b) => size(b) - size(a));
}

export function size(branch: Branch): number {
  return branch.children.reduce((sum, one) => sum + size(one), 1);
}

/** What is open at first: as many levels as stay readable, and the way to whatever changes. */
export function openAtFirst(
  roots: readonly Branch[],
  changed: readonly Relation[],
  most: number,
): Set<string> {
  const open = new Set<string>();
  let level = [...roots];
  let rows = roots.length;
  while (level.length > 0) {
    const next: Branch[] = [];
    for (const branch of level) {
      if (branch.post === null || branch.children.length === 0) continue;
      if (rows + branch.children.length - 1 > most) continue;
      rows += branch.children.length - 1;
      open.add(branch.id);
      next.push(...branch.children);
    }
    level = next;
  }
  const wanted = new Set(changed.flatMap((one) => [one.superior, one.subordinate]));
  const visit = (branch: Branch): boolean => {
    const inside = branch.children.map(visit).some(Boolean);
    if (inside) open.add(branch.id);
    return inside || wanted.has(branch.id);
  };
  if (changed.length <= 40) roots.forEach(visit);
  return open;
}

export interface Node {
  branch: Branch;
  x: number;
  y: number;
  depth: number;
  parent: Node | null;
  open: boolean;
}

export interface Layout {
  nodes: Node[];
  byId: Map<string, Node>;
  width: number;
  height: number;
}

/**
 * What is open, from left to right: a branch stands in the row of the first below it.
 * `deeper` is the room that a branch needs below its row, for its labels.
 */
export function layout(
  roots: readonly Branch[],
  open: ReadonlySet<string>,
  row: number,
  column: number,
  deeper: (branch: Branch) => number = () => 0,
): Layout {
  const nodes: Node[] = [];
  const byId = new Map<string, Node>();
  let free = row / 2;
  const place = (branch: Branch, depth: number, parent: Node | null): void => {
    const shown = open.has(branch.id) ? branch.children : [];
    const node: Node = {
      branch,
      x: depth * column,
      y: free,
      depth,
      parent,
      open: shown.length > 0,
    };
    nodes.push(node);
    byId.set(branch.id, node);
    for (const child of shown) place(child, depth + 1, node);
    if (shown.length === 0) free += row;
    // Branches that hold others stand a little apart.
    else free += row * 0.25;
    free = Math.max(free, node.y + row + deeper(branch));
  };
  for (const root of roots) place(root, 0, null);
  return {
    nodes,
    byId,
    width: Math.max(0, ...nodes.map((one) => one.x)) + column,
    height: Math.max(row, ...nodes.map((one) => one.y + row / 2)),
  };
}

/** Where a post is seen: itself, or the nearest closed branch that holds it. */
export function shownAs(roots: readonly Branch[], open: ReadonlySet<string>): Map<string, string> {
  const out = new Map<string, string>();
  const walk = (branch: Branch, seen: string | null): void => {
    const here = seen ?? branch.id;
    out.set(branch.id, here);
    const inside = seen ?? (open.has(branch.id) ? null : branch.id);
    for (const child of branch.children) walk(child, inside);
  };
  for (const root of roots) walk(root, null);
  return out;
}

/** The relationships of a phase that the tree itself does not draw. */
export function besides(roots: readonly Branch[], phase: Phase): Relation[] {
  const drawn = new Set<Relation>();
  const walk = (branch: Branch): void => {
    if (branch.by) drawn.add(branch.by);
    branch.children.forEach(walk);
  };
  roots.forEach(walk);
  return phase.relations.filter((one) => !drawn.has(one));
}

/** Levels of the tree that are seen. */
export function levelsOf(roots: readonly Branch[], open: ReadonlySet<string>): number {
  const deep = (branch: Branch): number =>
    open.has(branch.id) && branch.children.length > 0
      ? 1 + Math.max(...branch.children.map(deep))
      : 1;
  return Math.max(1, ...roots.map(deep));
}

export const TREE_ROW = 37;
/** Room for a symbol, left of its name. */
export const SIGN = 40;

export interface Link {
  relation: Relation;
  path: string;
  kind: "changed" | "gone" | "plain";
}

/** Which relationships besides the tree are drawn: those that change, and those asked for. */
export interface Also {
  administration: boolean;
  coordination: boolean;
  held: string | null;
}

/** A relationship that is drawn beside the tree, and the posts at which it is seen. */
export interface Beside {
  relation: Relation;
  kind: Link["kind"];
  from: string;
  to: string;
}

/** The relationships that are drawn beside the tree. */
export function drawnBeside(
  roots: readonly Branch[],
  open: ReadonlySet<string>,
  phase: Phase,
  also: Also,
): Beside[] {
  const seen = shownAs(roots, open);
  const { held } = also;
  const wanted = besides(roots, phase).filter((one) => {
    if (one.changed) return true;
    if (held !== null && (one.superior === held || one.subordinate === held)) return true;
    return lineOf(one.type) === "administration" ? also.administration : also.coordination;
  });
  const all: [Relation, Link["kind"]][] = [
    ...wanted.map((one): [Relation, Link["kind"]] => [one, one.changed ? "changed" : "plain"]),
    ...phase.gone.map((one): [Relation, Link["kind"]] => [one, "gone"]),
  ];
  return all.flatMap(([relation, kind]) => {
    const from = seen.get(relation.superior);
    const to = seen.get(relation.subordinate);
    return from === undefined || to === undefined || from === to
      ? []
      : [{ relation, kind, from, to }];
  });
}

const groupKey = (one: Beside): string => `${one.kind} ${one.from} ${one.relation.type}`;

/** Lines left of the symbols of a column, before they lie on each other again. */
const LANES = 5;
const CORNER = 5;
/** From a post's row up to the gap between rows, where no name stands. */
const GAP = TREE_ROW / 2;

/**
 * Their lines, where no name stands: down the gutter left of the superior's column, along the gap
 * above the subordinate's row, and down to its symbol. All that a superior gains share one gutter.
 */
export function linksOf(beside: readonly Beside[], made: Layout): Link[] {
  const lanes = new Map<string, number>();
  return beside.flatMap((one) => {
    const from = made.byId.get(one.from);
    const to = made.byId.get(one.to);
    if (!from || !to) return [];
    const key = groupKey(one);
    const lane = lanes.get(key) ?? lanes.size % LANES;
    lanes.set(key, lane);
    const shift = 3 * lane - 8;
    const [ax, bx] = [from.x + shift, to.x + shift];
    const [start, end] = [`M${from.x + 8} ${from.y}`, `${to.x + 8}`];
    const turn = (x: number, y: number, toX: number, toY: number): string =>
      `Q${x} ${y} ${toX} ${toY}`;
    const down = to.y > from.y ? 1 : -1;
    const out = `${start} H${ax + CORNER} ${turn(ax, from.y, ax, from.y + down * CORNER)}`;
    const into = `${turn(bx, to.y, bx + CORNER, to.y)} H${end}`;
    if (ax === bx) return [{ ...one, path: `${out} V${to.y - down * CORNER} ${into}` }];
    const gap = to.y - GAP;
    const [before, aside] = [gap > from.y ? 1 : -1, bx > ax ? 1 : -1];
    const along = `V${gap - before * CORNER} ${turn(ax, gap, ax + aside * CORNER, gap)} H${bx - aside * CORNER} ${turn(bx, gap, bx, gap + CORNER)}`;
    const first = `${start} H${ax + CORNER} ${turn(ax, from.y, ax, from.y + before * CORNER)}`;
    return [{ ...one, path: `${first} ${along} V${to.y - CORNER} ${into}` }];
  });
}

/** What a superior gains or loses by one type of relationship. */
export interface Flag {
  kind: Link["kind"];
  type: string;
  many: number;
}

/** The labels of each post: one for all of a kind, many would lie on each other. */
export function flagsOf(beside: readonly Beside[]): Map<string, Flag[]> {
  const groups = new Map<string, Beside[]>();
  for (const one of beside) {
    if (one.kind === "plain") continue;
    groups.set(groupKey(one), [...(groups.get(groupKey(one)) ?? []), one]);
  }
  const out = new Map<string, Flag[]>();
  for (const own of groups.values()) {
    const [first] = own;
    if (!first) continue;
    const flag = { kind: first.kind, type: first.relation.type, many: own.length };
    out.set(first.from, [...(out.get(first.from) ?? []), flag]);
  }
  return out;
}

/** Between two lines of a name. */
export const LINE = 14;
/** Between two labels. */
export const FLAG = 12;

/** The middles of the lines of a post's name, the base of its first label below, and what it needs below its row. */
export function standOf(
  lines: number,
  changed: boolean,
  flags: number,
): { middles: number[]; flag: number; deeper: number } {
  // Its own label stands above the name, which moves down for it.
  const first = changed ? (lines > 1 ? 0 : 6) : (-(lines - 1) / 2) * LINE;
  const middles = Array.from({ length: lines }, (_, n) => first + n * LINE);
  const flag = first + (lines - 1) * LINE + 17;
  const bottom = flags === 0 ? 0 : flag + (flags - 1) * FLAG + 4;
  return { middles, flag, deeper: Math.max(0, bottom - TREE_ROW / 2 + 2) };
}
