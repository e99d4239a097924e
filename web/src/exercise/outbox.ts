// What a person did, until the server has it: in order, each under a key of its own, kept over a
// reload, tried again while nobody answers. Some things wait a few seconds, so that they can be
// taken back.
import type { Exercise } from "./documents";
import type { Kept } from "./kept";
import { newKey, Refusal } from "./net";

type WithDo<A> = A extends { do?: infer D } ? A & { do: NonNullable<D> } : never;
export type Action = WithDo<Exercise["action"]>;

export interface Waiting {
  key: string;
  action: Action;
  /** Not sent before this moment of the machine's clock [ms]. */
  due: number;
}

export interface Ways {
  send: (key: string, action: Action) => Promise<unknown>;
  now: () => number;
  later: (run: () => void, ms: number) => void;
  changed: (waiting: readonly Waiting[], stuck: boolean) => void;
  done: (one: Waiting) => void;
  refused: (one: Waiting, why: Refusal) => void;
}

const NAME = "outbox";
const TRY_AGAIN = [1000, 2000, 4000, 8000];
const AGAIN = [401, 408, 429];

export class Outbox {
  private waiting: Waiting[];
  private readonly kept: Kept;
  private readonly ways: Ways;
  private busy = false;
  private fails = 0;

  constructor(kept: Kept, ways: Ways) {
    this.kept = kept;
    this.ways = ways;
    this.waiting = kept.read<Waiting[]>(NAME) ?? [];
    this.tell();
    if (this.waiting.length > 0) this.soon(0);
  }

  put(action: Action, wait = 0): string {
    const one = { key: newKey(), action, due: this.ways.now() + wait };
    this.waiting = [...this.waiting, one];
    this.tell();
    this.soon(wait);
    return one.key;
  }

  /** Take back what has not been sent; null if it is too late. */
  undo(key: string): Action | null {
    const found = this.waiting.find((one) => one.key === key && one.due > this.ways.now());
    if (!found) return null;
    this.drop(key);
    return found.action;
  }

  /** What waits is of a course that was taken back. */
  forget(): void {
    this.waiting = [];
    this.tell();
  }

  /** Try at once: the network is back. */
  retry(): void {
    this.fails = 0;
    this.soon(0);
  }

  private drop(key: string): void {
    this.waiting = this.waiting.filter((one) => one.key !== key);
    this.tell();
  }

  private tell(): void {
    this.kept.write(NAME, this.waiting.length > 0 ? this.waiting : null);
    this.ways.changed(this.waiting, this.fails > 0);
  }

  private soon(ms: number): void {
    this.ways.later(() => void this.pump(), ms);
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (;;) {
        const now = this.ways.now();
        const one = this.waiting.find((waiting) => waiting.due <= now);
        if (!one) break;
        if (!(await this.one(one))) return;
      }
    } finally {
      this.busy = false;
    }
    const next = Math.min(...this.waiting.map((one) => one.due));
    if (Number.isFinite(next)) this.soon(Math.max(50, next - this.ways.now()));
  }

  private async one(one: Waiting): Promise<boolean> {
    try {
      await this.ways.send(one.key, one.action);
    } catch (error) {
      if (!(error instanceof Refusal) || AGAIN.includes(error.status)) {
        // Nobody answered, the session is over, or too much at once: the same key goes again.
        this.fails += 1;
        this.tell();
        this.soon(TRY_AGAIN[Math.min(this.fails, TRY_AGAIN.length) - 1] ?? 8000);
        return false;
      }
      this.fails = 0;
      this.drop(one.key);
      this.ways.refused(one, error);
      return true;
    }
    this.fails = 0;
    this.drop(one.key);
    this.ways.done(one);
    return true;
  }
}
