/** The words that were probably meant. */

/** The nearest of `words` by edit distance, when it is near enough to be a slip. */
export function suggest(given: string, words: readonly string[]): string | undefined {
  return suggestions(given, words)[0];
}

/** Those of `words` that are near enough to be a slip, nearest first, at most five. */
export function suggestions(given: string, words: Iterable<string>): string[] {
  const start = given.slice(0, 40);
  return [...new Set(words)]
    .map((word) => ({ word, distance: editDistance(start, word) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ word }) => word);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = last;
    last = next;
  }
  return last[b.length] ?? 0;
}
