/** Literal, case-blind search in output lines. */
import type { OutputLine } from '../../../src/protocol/runPage.ts';

export interface Hit {
  /** Line number. */
  readonly n: number;
  /** Where it starts and ends in the line's text. */
  readonly from: number;
  readonly to: number;
}

const limit = 5000;

/** In order, at most 5000. */
export function hitsIn(lines: readonly OutputLine[], text: string): Hit[] {
  const hits: Hit[] = [];
  const wanted = text.toLowerCase();
  if (wanted === '') return hits;
  for (const { n, text: line } of lines) {
    const lower = line.toLowerCase();
    // Lower case may be longer than the original (İ): then only the exact spelling is looked for.
    const [hay, needle] = lower.length === line.length ? [lower, wanted] : [line, text];
    for (let from = hay.indexOf(needle); from >= 0; from = hay.indexOf(needle, from + needle.length)) {
      if (hits.length >= limit) return hits;
      hits.push({ n, from, to: from + needle.length });
    }
  }
  return hits;
}

/** A line's text in pieces, those that are hits named. */
export function split(text: string, hits: readonly Hit[]): { text: string; hit?: Hit }[] {
  const pieces: { text: string; hit?: Hit }[] = [];
  let at = 0;
  for (const hit of hits) {
    pieces.push({ text: text.slice(at, hit.from) }, { text: text.slice(hit.from, hit.to), hit });
    at = hit.to;
  }
  pieces.push({ text: text.slice(at) });
  return pieces.filter((piece) => piece.text !== '');
}
