/** Comments with their replies, and where their lines are now. */
import type { ReviewComment, ReviewEntry, ReviewReply, ReviewResolution } from '../records/review.ts';
import { placeOf, type Place } from './anchors.ts';

export interface ThreadEntry {
  readonly id: string;
  readonly by: string;
  readonly at: string;
  readonly text: string;
  readonly isEdited: boolean;
}

export interface Thread {
  readonly comment: ReviewComment;
  readonly place: Place;
  /** The comment and its replies, oldest first, without those that were withdrawn. */
  readonly entries: readonly ThreadEntry[];
  readonly isOpen: boolean;
  /** Who resolved it, or opened it again. */
  readonly resolution?: { readonly by: string; readonly at: string };
}

/** In the order of the comments; threads of which everything was withdrawn are left out. `lines`: of the script now. */
export function threadsOf(entries: readonly ReviewEntry[], lines: readonly string[]): Thread[] {
  const texts = new Map<string, string>();
  for (const entry of entries)
    if (entry.kind === 'revision') texts.set(`${entry.to} ${entry.by}`, entry.text);
  const repliesTo = new Map<string, ReviewReply[]>();
  const resolutions = new Map<string, ReviewResolution>();
  for (const entry of entries) {
    if (entry.kind === 'resolution') resolutions.set(entry.to, entry);
    if (entry.kind !== 'reply') continue;
    const before = repliesTo.get(entry.to);
    if (before === undefined) repliesTo.set(entry.to, [entry]);
    else before.push(entry);
  }
  const shown = ({
    id,
    by,
    at,
    text,
  }: {
    id: string;
    by: string;
    at: string;
    text: string;
  }): ThreadEntry[] => {
    // Only who wrote it may change it.
    const revised = texts.get(`${id} ${by}`);
    if (revised === '') return [];
    return [{ id, by, at, text: revised ?? text, isEdited: revised !== undefined }];
  };
  return entries.flatMap((comment) => {
    if (comment.kind !== 'comment') return [];
    const all = [comment, ...(repliesTo.get(comment.id) ?? [])].flatMap(shown);
    if (all.length === 0) return [];
    const resolution = resolutions.get(comment.id);
    return [
      {
        comment,
        place: placeOf(comment, lines),
        entries: all,
        isOpen: resolution?.isOpen ?? true,
        ...(resolution !== undefined && { resolution: { by: resolution.by, at: resolution.at } }),
      },
    ];
  });
}

/** How many threads are open, where nobody needs to know their lines. */
export function openThreads(entries: readonly ReviewEntry[]): number {
  return threadsOf(entries, []).filter(({ isOpen }) => isOpen).length;
}
