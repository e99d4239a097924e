// Military symbols (MIL-STD-2525, APP-6) as pictures, by milsymbol.
import ms from "milsymbol";
import type { Shade } from "./theme";

export interface Picture {
  href: string;
  width: number;
  height: number;
  /** Where the middle of its frame stands in the picture. */
  x: number;
  y: number;
}

const made = new Map<string, Picture>();

/** The picture of a symbol code; an unknown code gives the frame of an unspecified unit. */
export function symbol(sidc: string, size: number, shade: Shade): Picture {
  const key = `${sidc} ${size} ${shade}`;
  const known = made.get(key);
  if (known) return known;
  const options = {
    size,
    ...(shade === "dark" ? { outlineColor: "#eceae4", outlineWidth: 4 } : {}),
  };
  let drawn = new ms.Symbol(sidc, options);
  if (!drawn.isValid()) drawn = new ms.Symbol("10031000000000000000", options);
  const { width, height } = drawn.getSize();
  const { x, y } = drawn.getOctagonAnchor();
  const href = `data:image/svg+xml,${encodeURIComponent(drawn.asSVG())}`;
  const picture = { href, width, height, x, y };
  made.set(key, picture);
  return picture;
}
