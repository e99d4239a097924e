// What the server gives of the review beyond the view of the desk. Its document is not fixed yet:
// what is not there is left out.
import type { DoneTask } from "./documents";

export interface Review {
  done: DoneTask[];
}

export function asReview(value: unknown): Review {
  const done = (value as { done?: unknown } | null)?.done;
  return { done: Array.isArray(done) ? (done as DoneTask[]) : [] };
}
