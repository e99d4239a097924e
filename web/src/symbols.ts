// Symbol codes in letters (2525B/C, APP-6B) as digits (2525D, APP-6D) and back, for an engine
// without a browser. Built into bundle/symbols.js, which Python runs
// (src/renkei/interop/exchange/symbols.py).
import {
  convertLetterSidc2NumberSidc,
  convertNumberSidc2LetterSidc,
} from "@orbat-mapper/convert-symbology";

/** The other code and the code that comes back from it; null: there is none. */
export function converted(code: string): { code: string; back: string } | null {
  const isDigits = /^\d/.test(code);
  const there = isDigits ? convertNumberSidc2LetterSidc : convertLetterSidc2NumberSidc;
  const back = isDigits ? convertLetterSidc2NumberSidc : convertNumberSidc2LetterSidc;
  const found = there(code);
  // What failed is no code: `match` says so, not the text.
  if (found.match === "failed") return null;
  return { code: found.sidc, back: back(found.sidc).sidc };
}
