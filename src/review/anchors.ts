/**
 * Where the lines that a comment is about are now. A comment remembers the lines and a few around them, so it is found again by what
 * stands there, whatever became of the rest of the script, and also where nobody kept the text that was commented on.
 */

export interface Anchor {
  /** 1-based; of the text that was commented on. */
  readonly line: number;
  readonly lines: readonly string[];
  /** The lines before, the nearest last. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface Place {
  /** `changed`: other lines stand between those around it. `gone`: nothing of it is there. */
  readonly state: 'same' | 'moved' | 'changed' | 'gone';
  /** 1-based; absent when it is gone. */
  readonly line?: number;
}

/** How many lines around it a comment remembers. */
export const contextLines = 3;

/** `line` and `count` say which lines; both within the text. */
export function anchorOf(lines: readonly string[], line: number, count = 1): Anchor {
  const from = line - 1;
  return {
    line,
    lines: lines.slice(from, from + count),
    before: lines.slice(Math.max(0, from - contextLines), from),
    after: lines.slice(from + count, from + count + contextLines),
  };
}

export function placeOf(anchor: Anchor, lines: readonly string[]): Place {
  const found = sameLines(anchor, lines) ?? betweenContext(anchor, lines);
  if (found === undefined) return { state: 'gone' };
  const { at, isChanged } = found;
  return { state: isChanged ? 'changed' : at + 1 === anchor.line ? 'same' : 'moved', line: at + 1 };
}

interface Found {
  /** 0-based. */
  readonly at: number;
  readonly isChanged: boolean;
}

/** The place with the same lines that has most of what stood around them; of equal ones the nearest. */
function sameLines({ line, lines: own, before, after }: Anchor, lines: readonly string[]): Found | undefined {
  let best: { at: number; score: number; away: number } | undefined;
  for (let at = 0; at + own.length <= lines.length; at++) {
    if (!own.every((text, offset) => isSame(text, lines[at + offset]))) continue;
    const score =
      common(before, (offset) => lines[at - 1 - offset], 'last') +
      common(after, (offset) => lines[at + own.length + offset], 'first');
    const away = Math.abs(at + 1 - line);
    if (best === undefined || score > best.score || (score === best.score && away < best.away))
      best = { at, score, away };
  }
  if (best === undefined) return undefined;
  // A blank line or a bracket is everywhere: without anything around it, it is not the one.
  const isTelling = own.some((text) => /\w\W*\w\W*\w/.test(text));
  return isTelling || best.score > 0 ? { at: best.at, isChanged: false } : undefined;
}

/** The lines themselves were edited: they are between what stood around them, or beside one side of it. */
function betweenContext({ lines: own, before, after }: Anchor, lines: readonly string[]): Found | undefined {
  const start = placesOf(before, lines).map((at) => at + before.length);
  const end = placesOf(after, lines);
  for (const from of start)
    if (end.some((to) => to >= from && to - from <= own.length + mostBetween))
      return { at: from, isChanged: true };
  if (start.length === 1 && start[0] !== undefined && start[0] < lines.length)
    return { at: start[0], isChanged: true };
  const [only] = end;
  return only !== undefined && end.length === 1
    ? { at: Math.max(0, only - own.length), isChanged: true }
    : undefined;
}

/** Only of lines that say something, two of them at least. */
function placesOf(block: readonly string[], lines: readonly string[]): number[] {
  if (block.filter((text) => text.trim() !== '').length < 2) return [];
  const found: number[] = [];
  for (let at = 0; at + block.length <= lines.length; at++)
    if (block.every((text, offset) => isSame(text, lines[at + offset]))) found.push(at);
  return found;
}

/** How many lines are as they were, counted from the comment outwards; blank ones do not count. */
function common(
  block: readonly string[],
  lineAt: (offset: number) => string | undefined,
  near: 'first' | 'last',
): number {
  const ordered = near === 'last' ? [...block].reverse() : block;
  let count = 0;
  for (const [offset, text] of ordered.entries()) {
    if (!isSame(text, lineAt(offset))) break;
    if (text.trim() !== '') count += 1;
  }
  return count;
}

/** Line ends and blanks before them are not what a comment is about. */
function isSame(before: string, now: string | undefined): boolean {
  return now !== undefined && before.trimEnd() === now.trimEnd();
}

/** Lines that may have been added where some were. */
const mostBetween = 10;
