// The keys of the drawings: which marks, and what each means. One for the page and for files.
import { type Lang, type WordKey, word } from "../text/words";

export type Mark =
  | "work"
  | "queue"
  | "closed"
  | "off"
  | "arrow"
  | "milestone"
  | "deadline"
  | "command"
  | "administration"
  | "coordination"
  | "changed"
  | "gone"
  | "incident"
  | "message"
  | "moving"
  | "readying";

export interface KeyEntry {
  mark: Mark;
  text: string;
}

const entries = (lang: Lang, all: readonly (readonly [Mark, WordKey])[]): KeyEntry[] =>
  all.map(([mark, key]) => ({ mark, text: word(key, lang) }));

export function swimlaneKey(lang: Lang, expected: boolean): KeyEntry[] {
  return entries(lang, [
    ["work", "work"],
    ...(expected ? [] : ([["queue", "queue"]] as const)),
    ["closed", "closed"],
    ["off", expected ? "aside" : "offPath"],
    ["arrow", "messageArrow"],
    ["milestone", "milestone"],
    ["deadline", "deadline"],
  ]);
}

export function orbatKey(lang: Lang, changes: boolean): KeyEntry[] {
  return entries(lang, [
    ["command", "solidLine"],
    ["administration", "dashedLine"],
    ["coordination", "dottedLine"],
    ...(changes
      ? ([
          ["changed", "changedLine"],
          ["gone", "goneLine"],
        ] as const)
      : []),
  ]);
}

export function mapKey(lang: Lang, replays: boolean): KeyEntry[] {
  return entries(lang, [
    ["incident", "incident"],
    ...(replays
      ? ([
          ["message", "messageMoving"],
          ["moving", "unitMoving"],
          ["readying", "unitReadying"],
        ] as const)
      : []),
  ]);
}
