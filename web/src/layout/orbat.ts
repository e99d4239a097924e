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

/** What is open, from left to right: a branch stands in the row of the first below it. */
export function layout(
  roots: readonly Branch[],
  open: ReadonlySet<string>,
  row: number,
  column: number,
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
  x: number;
  y: number;
}

/** Which relationships besides the tree are drawn: those that change, and those asked for. */
export interface Also {
  administration: boolean;
  coordination: boolean;
  held: string | null;
}

/** The relationships that are drawn beside the tree, as curves. */
export function linksOf(
  roots: readonly Branch[],
  open: ReadonlySet<string>,
  made: Layout,
  phase: Phase,
  also: Also,
): Link[] {
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
    const from = made.byId.get(seen.get(relation.superior) ?? "");
    const to = made.byId.get(seen.get(relation.subordinate) ?? "");
    if (!from || !to || from === to) return [];
    const bow = Math.min(70, 20 + Math.abs(to.y - from.y) / 8);
    const [ax, ay, bx, by] = [from.x + SIGN / 2, from.y, to.x + SIGN / 2, to.y];
    const left = Math.min(ax, bx) - bow;
    const path = `M${ax - 14} ${ay} C${left} ${ay} ${left} ${by} ${bx - 14} ${by}`;
    return [{ relation, path, kind, x: (ax - 14 + 6 * left + bx - 14) / 8, y: (ay + by) / 2 }];
  });
}

export interface Flag {
  x: number;
  y: number;
  kind: Link["kind"];
  type: string;
  many: number;
  anchor: "start" | "middle";
}

/** One label for all that a superior gains or loses: many would lie on each other. */
export function flagsOf(
  links: readonly Link[],
  seen: ReadonlyMap<string, string>,
  made: Layout,
): Flag[] {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    if (link.kind === "plain") continue;
    const key = `${link.kind} ${seen.get(link.relation.superior)} ${link.relation.type}`;
    groups.set(key, [...(groups.get(key) ?? []), link]);
  }
  return [...groups.values()].flatMap((own): Flag[] => {
    const [first] = own;
    const at = first && made.byId.get(seen.get(first.relation.superior) ?? "");
    if (!first || !at) return [];
    const what = { kind: first.kind, type: first.relation.type, many: own.length };
    return own.length === 1
      ? [{ ...what, x: first.x, y: first.y, anchor: "middle" as const }]
      : [{ ...what, x: at.x + SIGN, y: at.y + 17, anchor: "start" as const }];
  });
}
