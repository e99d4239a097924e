// What the server shows to this viewer, kept up to date: the view, the clock that runs between two
// views, and the connection.
import type { DeskView, Ground, Response as Known, Notice, SeatView } from "./documents";
import { get, Refusal, Unreachable } from "./net";
import { Older } from "./older.svelte";

export type View = SeatView | DeskView;
export type Link = "asking" | "live" | "lost" | "out";

interface Me {
  who: string | null;
  name: string;
  /** What tells this run of an exercise from every other. */
  exercise?: string;
}

export const isSeat = (view: View): view is SeatView => "me" in view;

/** There is no such session, or no such seat for it. */
const OUT = [401, 403, 404];
const LEAST_BETWEEN_MS = 400;
/** A view that took long is asked for less often: sixty pages leave the server room for actions. */
const TIMES_THE_LAST = 4;
const LOOK_AGAIN_MS = 20_000;
const TRY_AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];

export class Live {
  view = $state.raw<View | null>(null);
  ground = $state.raw<Ground | null>(null);
  link = $state<Link>("asking");
  /** Hours of the exercise now. */
  now = $state(0);
  /** When the connection was lost [ms of the machine's clock]. */
  lostAt = $state<number | null>(null);
  family: string | null = null;
  /** Counts the views that came: what is asked for beside the view is asked again. */
  turn = $state(0);

  /** Messages that the view leaves out. */
  readonly older = new Older((before) =>
    get(this.path("items", `before=${encodeURIComponent(before)}`)),
  );

  onanew: () => void = () => location.reload();
  private readonly as: string | null;
  private stream: EventSource | null = null;
  private last = 0;
  private took = 0;
  private asked = 0;
  private between = LEAST_BETWEEN_MS;
  private fails = 0;
  private busy = false;
  private again = false;
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private beat: ReturnType<typeof setInterval> | null = null;
  private ended = false;
  private readonly back = (): void => {
    if (document.visibilityState === "visible") this.refresh();
  };

  constructor(as: string | null) {
    this.as = as;
  }

  private path(name: string, ...queries: string[]): string {
    const all = this.as === null ? queries : [`as=${encodeURIComponent(this.as)}`, ...queries];
    return all.length === 0 ? `/api/${name}` : `/api/${name}?${all.join("&")}`;
  }

  start(): void {
    this.beat = setInterval(() => this.tick(), 500);
    addEventListener("online", this.back);
    document.addEventListener("visibilitychange", this.back);
    void this.fetch();
  }

  stop(): void {
    this.ended = true;
    if (this.beat) clearInterval(this.beat);
    for (const one of this.timers) clearTimeout(one);
    this.stream?.close();
    removeEventListener("online", this.back);
    document.removeEventListener("visibilitychange", this.back);
  }

  private later(run: () => void, ms: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.ended) run();
    }, ms);
    this.timers.add(timer);
  }

  private tick(): void {
    const clock = this.view?.clock;
    if (!clock) return;
    // A page that was asleep does not run ahead: it asks.
    const passed = (performance.now() - this.took) / 3_600_000;
    const on = clock.running && this.link === "live" ? passed * clock.speed : 0;
    this.now = Math.min(clock.now_h + on, clock.ends_h);
    if (this.link === "live" && performance.now() - this.asked > LOOK_AGAIN_MS) this.refresh();
  }

  /** Ask for the view again, soon; many wishes at once are one. */
  refresh(): void {
    if (this.busy) {
      this.again = true;
      return;
    }
    const wait = Math.max(0, this.asked + this.between - performance.now());
    this.busy = true;
    this.later(() => void this.fetch(), wait);
  }

  private async fetch(): Promise<void> {
    this.busy = true;
    this.asked = performance.now();
    try {
      if (this.view === null && this.as === null) {
        const me = await get<Me>("/api/me");
        if (this.ended) return;
        if (me.who === null) {
          this.link = "out";
          return;
        }
        this.family = me.exercise ?? null;
      }
      const began = performance.now();
      const view = await get<View>(this.path("view"));
      if (this.ended) return;
      this.between = Math.max(LEAST_BETWEEN_MS, TIMES_THE_LAST * (performance.now() - began));
      if (!this.ground) this.ground = await get<Ground>(this.path("ground"));
      if (this.ended) return;
      this.took = performance.now();
      this.view = view;
      this.last = Math.max(this.last, view.event);
      this.now = view.clock.now_h;
      this.turn += 1;
      if (isSeat(view)) this.older.follow(view);
      this.fails = 0;
      this.found();
      this.listen();
    } catch (error) {
      if (this.ended) return;
      if (error instanceof Refusal && OUT.includes(error.status)) {
        this.link = "out";
        this.stream?.close();
        this.stream = null;
      } else if (error instanceof Unreachable || error instanceof Refusal) {
        this.lose();
        const wait = TRY_AGAIN_MS[Math.min(this.fails, TRY_AGAIN_MS.length - 1)] ?? 15_000;
        this.fails += 1;
        this.later(() => void this.fetch(), wait);
        return;
      } else throw error;
    } finally {
      this.busy = false;
    }
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  private lose(): void {
    if (this.link !== "lost") this.lostAt = Date.now();
    this.link = "lost";
  }

  private found(): void {
    this.link = "live";
    this.lostAt = null;
  }

  /** The stream of notices. The browser connects again by itself and says what it had last. */
  private listen(): void {
    if (this.stream) return;
    const stream = new EventSource(this.path("events"));
    this.stream = stream;
    stream.onopen = () => {
      if (this.link === "lost") this.refresh();
    };
    const heard = (event: MessageEvent<string>): void => {
      let notice: Notice;
      try {
        notice = JSON.parse(event.data) as Notice;
      } catch {
        return;
      }
      const numbered = notice.kind !== "clock" && notice.kind !== "seats";
      if (numbered && notice.n <= this.last) return;
      this.last = Math.max(this.last, notice.n);
      this.refresh();
    };
    stream.addEventListener("notice", heard);
    // The exercise was taken back to an earlier moment: everything is new.
    stream.addEventListener("anew", () => this.onanew());
    stream.addEventListener("out", () => {
      stream.close();
      this.stream = null;
      this.refresh();
    });
    stream.onerror = () => {
      this.lose();
      if (stream.readyState === EventSource.CLOSED) {
        stream.close();
        this.stream = null;
        this.later(() => void this.fetch(), TRY_AGAIN_MS[0] ?? 1000);
      }
    };
  }

  /** Something was done with an item. */
  renewed(item: string): void {
    if (this.view && isSeat(this.view)) this.older.renew(item, this.view);
  }

  /** The course of an incident as this viewer knows it; null where there is none. */
  async response(incident: string): Promise<Known | null> {
    try {
      return await get<Known>(this.path(`response/${encodeURIComponent(incident)}`));
    } catch (error) {
      if (error instanceof Refusal || error instanceof Unreachable) return null;
      throw error;
    }
  }
}
