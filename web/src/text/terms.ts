// Finds the terms in a sentence that want an explanation.
import { type Lang, TERMS, type TermKey } from "./words";

export interface Piece {
  text: string;
  term: TermKey | null;
}

/** A sentence in pieces, so that each term is explained where it first stands. */
export function pieces(text: string, lang: Lang): Piece[] {
  const found: { at: number; end: number; term: TermKey }[] = [];
  for (const term of Object.keys(TERMS) as TermKey[]) {
    const match = TERMS[term].pattern[lang].exec(text);
    if (match) found.push({ at: match.index, end: match.index + match[0].length, term });
  }
  found.sort((a, b) => a.at - b.at || b.end - a.end);
  const out: Piece[] = [];
  let done = 0;
  for (const { at, end, term } of found) {
    if (at < done) continue;
    if (at > done) out.push({ text: text.slice(done, at), term: null });
    out.push({ text: text.slice(at, end), term });
    done = end;
  }
  if (done < text.length) out.push({ text: text.slice(done), term: null });
  return out;
}
