// How wide a text is, so that labels do not run into each other.

const cache = new Map<string, number>();
let family: string | undefined;
let context: CanvasRenderingContext2D | null | undefined;

/** Width of a text in the page's type; without a canvas an estimate by kind of letter. */
export function widthOf(text: string, size: number): number {
  const key = `${size} ${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const width = measured(text, size) ?? guessed(text, size);
  cache.set(key, width);
  return width;
}

function measured(text: string, size: number): number | null {
  if (context === undefined) {
    try {
      context = document.createElement("canvas").getContext("2d");
    } catch {
      context = null;
    }
  }
  if (!context) return null;
  family ??= getComputedStyle(document.body).fontFamily || "sans-serif";
  context.font = `${size}px ${family}`;
  return context.measureText(text).width;
}

/** Widths of the letters from space to tilde in Helvetica, in thousandths of the size (Adobe, 1990). */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
  611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
  222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** From here on letters fill a square. */
const WIDE = 0x2e80;
/** In Japanese type these letters, of no script, fill a square too. */
const WIDE_SIGNS = "…‥—―“”‘’×±°→←↑↓";

function guessed(text: string, size: number): number {
  const square = [...text].some((one) => (one.codePointAt(0) ?? 0) >= WIDE);
  let width = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= WIDE || (square && WIDE_SIGNS.includes(letter))) width += size;
    else width += ((WIDTHS[code - 32] ?? 556) * size) / 1000;
  }
  return width;
}

/** The longest beginning of a text that fits, with an ellipsis where something is left out. */
export function fitted(text: string, room: number, size: number): { text: string; width: number } {
  const whole = widthOf(text, size);
  if (whole <= room) return { text, width: whole };
  const letters = [...text];
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(`${letters.slice(0, middle).join("")}…`, size) <= room) low = middle;
    else high = middle - 1;
  }
  const cut = `${letters.slice(0, low).join("").trimEnd()}…`;
  return { text: cut, width: widthOf(cut, size) };
}

/** No line begins with what closes or ends (JIS X 4051), and none ends with what opens. */
const CLOSES = /[）」』】〉》〕］｝、。，．・：；！？ー々)\]]/;
const OPENS = /[（「『【〈《〔［｛([]/;

/** The last place up to another at which a line may end; that other, where there is none. */
function allowed(letters: readonly string[], most: number): number {
  if (most >= letters.length) return most;
  for (let at = most; at > 0; at--)
    if (!CLOSES.test(letters[at] ?? "") && !OPENS.test(letters[at - 1] ?? "")) return at;
  return most;
}

/** A text in at most so many lines, broken between words (or letters, where no word fits). */
export function lines(text: string, room: number, size: number, most: number): string[] {
  const out: string[] = [];
  let rest = text;
  while (out.length < most - 1 && widthOf(rest, size) > room) {
    const letters = [...rest];
    let fits = letters.length;
    while (fits > 1 && widthOf(letters.slice(0, fits).join(""), size) > room) fits--;
    fits = allowed(letters, fits);
    const head = letters.slice(0, fits).join("");
    const space = letters[fits] === " " ? head.length : head.lastIndexOf(" ");
    // Where letters fill squares, a line may end behind each; elsewhere only between words.
    const wide = (letters[fits]?.codePointAt(0) ?? 0) >= WIDE;
    const cut = space > (wide ? head.length / 3 : 0) ? space : head.length;
    out.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  out.push(fitted(rest, room, size).text);
  return out;
}
