// What stays in this browser over a reload: drafts and what is not yet sent, by exercise and seat.

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  key(at: number): string | null;
  readonly length: number;
}

const ROOT = "renkei";

export class Kept {
  private readonly store: Store | null;
  private readonly prefix: string;

  constructor(store: Store | null, exercise: string, seat: string) {
    this.store = store;
    this.prefix = `${ROOT}:${encodeURIComponent(exercise)}:${encodeURIComponent(seat)}:`;
  }

  read<T>(name: string): T | null {
    try {
      const text = this.store?.getItem(this.prefix + name);
      return text ? (JSON.parse(text) as T) : null;
    } catch {
      return null;
    }
  }

  /** Nothing of it is kept where the browser allows none. */
  write(name: string, value: unknown): void {
    try {
      if (value === null) this.store?.removeItem(this.prefix + name);
      else this.store?.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page works on without.
    }
  }

  names(): string[] {
    const out: string[] = [];
    for (let at = 0; at < (this.store?.length ?? 0); at++) {
      const key = this.store?.key(at);
      if (key?.startsWith(this.prefix)) out.push(key.slice(this.prefix.length));
    }
    return out;
  }

  /** Who leaves a seat leaves nothing of it behind on the machine. */
  clear(): void {
    for (const name of this.names()) this.write(name, null);
  }
}

/** The browser's store; none where it is forbidden. */
export function browserStore(): Store | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
