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

function guessed(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) > 0x2e7f ? size : size * 0.56;
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

/** A text in at most so many lines, broken between words (or letters, where no word fits). */
export function lines(text: string, room: number, size: number, most: number): string[] {
  const out: string[] = [];
  let rest = text;
  while (out.length < most - 1 && widthOf(rest, size) > room) {
    const letters = [...rest];
    let fits = letters.length;
    while (fits > 1 && widthOf(letters.slice(0, fits).join(""), size) > room) fits--;
    const head = letters.slice(0, fits).join("");
    const space = letters[fits] === " " ? head.length : head.lastIndexOf(" ");
    const cut = space > head.length / 3 ? space : head.length;
    out.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  out.push(fitted(rest, room, size).text);
  return out;
}
