// What this person does: sent in order, taken back within some seconds, refused with a reason.
import type { Kept } from "./kept";
import type { Live } from "./live.svelte";
import { post, type Refusal } from "./net";
import { type Action, Outbox, type Waiting } from "./outbox";
import { say, t } from "./ui.svelte";

export const UNDO_MS = 6000;
export const draftOf = (task: string): string => `task:${task}`;
export const MESSAGE_DRAFT = "message";

export interface Trouble {
  key: string;
  text: string;
  action: Action;
}

export class Work {
  waiting = $state.raw<readonly Waiting[]>([]);
  /** Nobody answers: what waits is sent later. */
  stuck = $state(false);
  troubles = $state.raw<readonly Trouble[]>([]);
  readonly kept: Kept;
  private readonly outbox: Outbox;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly back = (): void => this.outbox.retry();

  constructor(live: Live, kept: Kept) {
    this.kept = kept;
    this.outbox = new Outbox(kept, {
      send: (key, action) => post("/api/act", { key, action }),
      now: () => Date.now(),
      later: (run, ms) => {
        const timer = setTimeout(() => {
          this.timers.delete(timer);
          run();
        }, ms);
        this.timers.add(timer);
      },
      changed: (waiting, stuck) => {
        this.waiting = waiting;
        this.stuck = stuck;
      },
      done: (one) => {
        if (one.action.do === "finish") kept.write(draftOf(one.action.task), null);
        if ("item" in one.action) live.renewed(one.action.item);
        live.refresh();
      },
      refused: (one, why) => this.refuse(one, why, live),
    });
    addEventListener("online", this.back);
  }

  act(action: Action, wait = 0): void {
    this.outbox.put(action, wait);
  }

  undo(key: string): Action | null {
    return this.outbox.undo(key);
  }

  forget(): void {
    this.outbox.forget();
  }

  dismiss(key: string): void {
    this.troubles = this.troubles.filter((one) => one.key !== key);
  }

  stop(): void {
    for (const one of this.timers) clearTimeout(one);
    removeEventListener("online", this.back);
  }

  /** What of a task is on its way. */
  finishing(task: string): Waiting | undefined {
    return this.waiting.find((one) => one.action.do === "finish" && one.action.task === task);
  }

  private refuse(one: Waiting, why: Refusal, live: Live): void {
    // What was written is not lost.
    if (one.action.do === "send" && this.kept.read(MESSAGE_DRAFT) === null) {
      this.kept.write(MESSAGE_DRAFT, one.action);
    }
    const text = say(why.said) || t("refusedPlain");
    this.troubles = [...this.troubles, { key: one.key, text, action: one.action }];
    live.refresh();
  }
}
