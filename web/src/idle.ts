// Work that can wait until the browser has nothing else to do, one piece at a time: a piece that takes
// long delays no more than the next key or wheel.
interface Piece {
  work: () => void;
  /** Lower goes first; of equals the one that was asked for first. */
  rank: number;
}

const waiting: Piece[] = [];
let asked = false;

// Not every browser has it.
const later: (work: () => void) => void =
  globalThis.requestIdleCallback === undefined
    ? (work) => void setTimeout(work, 30)
    : (work) => void requestIdleCallback(work, { timeout: 1000 });

function ask(): void {
  if (asked || waiting.length === 0) return;
  asked = true;
  later(() => {
    asked = false;
    const rank = Math.min(...waiting.map((one) => one.rank));
    const [next] = waiting.splice(
      waiting.findIndex((one) => one.rank === rank),
      1,
    );
    next?.work();
    ask();
  });
}

/** Does the work when there is time; what it returns takes it back. */
export function whenIdle(work: () => void, rank = 0): () => void {
  const piece = { work, rank };
  waiting.push(piece);
  ask();
  return () => {
    const at = waiting.indexOf(piece);
    if (at >= 0) waiting.splice(at, 1);
  };
}
