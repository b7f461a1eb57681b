/** Which script a new one was split from: a review goes along with one part, and the other one is to say where it comes from. */
import { countLines } from './renames.ts';

export type LineCounts = ReadonlyMap<string, number>;

/** A script that was reviewed and has other lines now. */
export interface SplitSource {
  /** As it was called when it was reviewed. */
  readonly script: string;
  /** Of the text that was reviewed. */
  readonly before: LineCounts;
  /** Of what is not there any more. */
  readonly left: LineCounts;
}

export function splitSource(script: string, before: string, now: string): SplitSource {
  const [counts, still] = [countLines(before), countLines(now)];
  const left = new Map<string, number>();
  for (const [line, count] of counts) {
    const gone = count - (still.get(line) ?? 0);
    if (gone > 0) left.set(line, gone);
  }
  return { script, before: counts, left };
}

/** The script that most of these lines were reviewed in, where a good part of them left it; undefined: it is no part of any. */
export function originOf(lines: LineCounts, sources: readonly SplitSource[]): string | undefined {
  const total = sum(lines.values());
  const found = sources
    .map(({ script, before, left }) => ({
      script,
      known: shared(lines, before),
      moved: shared(lines, left),
    }))
    .filter(
      ({ known, moved }) =>
        moved >= fewestLines && known >= leastKnown * total && moved >= leastMoved * total,
    )
    .sort((a, b) => b.moved - a.moved);
  return found[0]?.script;
}

/** Two lines are often the same by chance. */
const fewestLines = 3;
/** As of a rename: half of it. Both parts may have the imports, which then did not leave. */
const leastKnown = 0.5;
const leastMoved = 0.3;

function shared(lines: LineCounts, others: LineCounts): number {
  let count = 0;
  for (const [line, times] of lines) count += Math.min(times, others.get(line) ?? 0);
  return count;
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
