// Messages that are older than those in the view: asked for page by page, and kept from then on.
import type { Item, OlderItems, SeatView } from "./documents";
import { Refusal, Unreachable } from "./net";

export class Older {
  /** From the oldest on; some may stand in the view as well. */
  items = $state.raw<Item[]>([]);
  busy = $state(false);
  /** The last question was not answered. */
  failed = $state(false);
  private before = 0;
  private readonly ask: (before: string) => Promise<OlderItems>;

  constructor(ask: (before: string) => Promise<OlderItems>) {
    this.ask = ask;
  }

  /** The view with all that was asked for, and how many are older still. */
  with(view: SeatView): SeatView {
    if (this.items.length === 0) return view;
    const newest = new Set(view.items.map((one) => one.id));
    const older = this.items.filter((one) => !newest.has(one.id));
    return { ...view, items: [...older, ...view.items], older_items: this.before };
  }

  /** Ask for the next page. */
  more(view: SeatView): Promise<void> {
    return this.asking(async () => {
      const first = this.items[0] ?? view.items[0];
      if (!first) return;
      const page = await this.ask(first.id);
      // What has left the view since then must not be lost.
      this.items = this.items.length > 0 ? [...page.items, ...this.items] : page.items;
      this.before = page.older_items;
    });
  }

  /** A new view has come: what has left it since stands between the pages and the view. */
  follow(view: SeatView): void {
    const newest = new Set(view.items.map((one) => one.id));
    const kept = this.items.filter((one) => !newest.has(one.id)).length;
    if (this.items.length === 0 || (view.older_items ?? 0) <= this.before + kept) return;
    void this.asking(async () => {
      const known = new Set(this.items.map((one) => one.id));
      let between: Item[] = [];
      for (let first = view.items[0]; first && !known.has(first.id); first = between[0]) {
        const page = await this.ask(first.id);
        between = [...page.items.filter((one) => !known.has(one.id)), ...between];
        if (page.items.some((one) => known.has(one.id)) || page.older_items === 0) break;
      }
      this.items = [...this.items, ...between];
    });
  }

  /** Something was done with an item: ask for it again, if it is one of these. */
  renew(id: string, view: SeatView): void {
    const at = this.items.findIndex((one) => one.id === id);
    const next = at < 0 ? undefined : (this.items[at + 1] ?? view.items[0]);
    if (!next) return;
    void this.asking(async () => {
      const again = new Map((await this.ask(next.id)).items.map((one) => [one.id, one]));
      this.items = this.items.map((one) => again.get(one.id) ?? one);
    });
  }

  private async asking(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await what();
      this.failed = false;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      this.failed = true;
    } finally {
      this.busy = false;
    }
  }
}
