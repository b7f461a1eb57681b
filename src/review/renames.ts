/** Where the script of a review went that is not there any more: renamed outside of the editor, its text tells. */

export interface LostScript {
  readonly script: string;
  /** What is known of its texts: hashes, and the last one that was kept. */
  readonly hashes: ReadonlySet<string>;
  readonly text: string | undefined;
}

export interface Candidate {
  readonly script: string;
  readonly sha256: string;
  readonly text: string;
}

/** From the old path to the new one. A text that was reviewed counts first, then the one that has most of its lines; each goes once. */
export function renamesOf(
  lost: readonly LostScript[],
  candidates: readonly Candidate[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  const take = (from: string, to: string) => {
    found.set(from, to);
    taken.add(to);
  };
  for (const { script, hashes } of lost) {
    const same = candidates.find((one) => hashes.has(one.sha256) && !taken.has(one.script));
    if (same) take(script, same.script);
  }
  const alike = lost
    .filter(({ script, text }) => text !== undefined && !found.has(script))
    .flatMap(({ script, text }) =>
      candidates
        .filter((one) => !taken.has(one.script))
        .map((one) => ({ from: script, to: one.script, share: sharedLines(text ?? '', one.text) })),
    )
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share);
  for (const { from, to } of alike) if (!found.has(from) && !taken.has(to)) take(from, to);
  return found;
}

/** As git: half of it. */
const leastShare = 0.5;

/** Of both texts together, how much is lines that both have: 0 … 1. Blank lines do not count. */
export function sharedLines(one: string, other: string): number {
  const [a, b] = [countLines(one), countLines(other)];
  const total = sum(a) + sum(b);
  if (total === 0) return 0;
  let shared = 0;
  for (const [line, count] of a) shared += Math.min(count, b.get(line) ?? 0);
  return (2 * shared) / total;
}

/** How often each line is there, without what is around it and without blank ones. */
export function countLines(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const plain = line.trim();
    if (plain !== '') counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  return counts;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
