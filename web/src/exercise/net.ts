// Requests to the server of the exercise. What it refuses, it says in both languages.
import type { Said } from "./documents";

/** The server understood and said no. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly said: Said | null;

  constructor(status: number, code: string, said: Said | null) {
    super(code);
    this.status = status;
    this.code = code;
    this.said = said;
  }
}

/** No answer came: the network is down, or the server busy or gone. Worth another try. */
export class Unreachable extends Error {}

function saidOf(value: unknown): Said | null {
  const text = (value as { text?: Said } | null)?.text;
  return typeof text?.en === "string" && typeof text.ja === "string" ? text : null;
}

async function answer(path: string, init: RequestInit): Promise<Response> {
  let got: Response;
  try {
    got = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    throw new Unreachable(path);
  }
  if (got.ok) return got;
  if (got.status >= 500) throw new Unreachable(`${path}: ${got.status}`);
  const told = await got.json().catch(() => null);
  const code = (told as { code?: unknown } | null)?.code;
  throw new Refusal(got.status, typeof code === "string" ? code : "", saidOf(told));
}

async function read<T>(path: string, init: RequestInit): Promise<T> {
  const got = await answer(path, init);
  try {
    return (await got.json()) as T;
  } catch {
    throw new Unreachable(path);
  }
}

export const get = <T>(path: string): Promise<T> => read<T>(path, {});

export const post = <T>(path: string, body: unknown): Promise<T> =>
  read<T>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export const upload = <T>(path: string, file: Blob): Promise<T> =>
  read<T>(path, {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream" },
    body: file,
  });

/** A key that makes a repeated request the same one. Works without HTTPS too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}
