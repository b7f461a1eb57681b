/** What stands in a thread: comments as Markdown, suggestions that are split off and put in, and the lines that a thread is at. */
import { t } from '../../../base/l10n.ts';
import { nameOf } from '../../../review/person.ts';
import type { Thread, ThreadEntry } from '../../../review/threads.ts';

export interface Written {
  readonly text: string;
  /** What is to stand there instead; empty: nothing. */
  readonly suggestion?: string;
}

/** The first block that is marked as a suggestion is one; what stands around it is the comment. */
export function splitSuggestion(written: string): Written {
  const lines = written.split(/\r?\n/);
  const from = lines.findIndex((line) => opening.test(line));
  if (from < 0) return { text: written.trim() };
  const fence = opening.exec(lines[from] ?? '')?.[1] ?? '';
  const end = lines.findIndex((line, at) => at > from && closes(line, fence));
  const to = end < 0 ? lines.length : end;
  const inner = lines.slice(from + 1, to);
  // A blank last line would read as none at all.
  const suggestion = inner.join('\n') + (inner.at(-1) === '' ? '\n' : '');
  const around = [lines.slice(0, from), lines.slice(to + 1)].map((part) => part.join('\n').trim());
  return { text: around.filter((part) => part !== '').join('\n\n'), suggestion };
}

const opening = /^\s*(`{3,})suggestion\s*$/;

function closes(line: string, fence: string): boolean {
  const ticks = line.trim();
  return ticks.length >= fence.length && /^`+$/.test(ticks);
}

/** The lines as the start of a suggestion. */
export function suggestionBlock(lines: readonly string[]): string {
  return fenced('suggestion', lines);
}

/** The Markdown of an entry; the first one of a thread holds what became of its lines. */
export function bodyOf({ comment, place, entries }: Thread, entry: ThreadEntry): string {
  const parts: string[] = [];
  if (entry.text.trim() !== '') parts.push(withoutPictures(entry.text));
  const { suggestion } = comment;
  if (entry.id === comment.id && suggestion !== undefined)
    parts.push(
      ...(suggestion === ''
        ? [t('Suggested: remove these lines.')]
        : [t('Suggested instead:'), fenced('python', suggestion.replace(/\n$/, '').split('\n'))]),
    );
  const isLost = place.state === 'gone' || place.state === 'changed';
  if (entries[0] === entry && isLost)
    parts.push(
      place.state === 'gone'
        ? t('About lines that are not there any more:')
        : t('About lines that were changed since:'),
      fenced('python', comment.lines),
    );
  return parts.join('\n\n');
}

/** Whoever reads a review fetches nothing: a picture would tell its server who reads. They become links. */
function withoutPictures(text: string): string {
  return text.replaceAll('![', '!\u200b[');
}

/** What VS Code shows in the title of a thread. */
export function titleOf({ place, isOpen, resolution }: Thread): string {
  const name = nameOf(resolution?.by ?? '');
  const state = isOpen ? t('Review') : t('Resolved by {0}', name);
  if (place.state === 'gone') return t('{0} · its lines are gone', state);
  return place.state === 'changed' ? t('{0} · its lines were changed', state) : state;
}

export interface Lines {
  /** 0-based, both inclusive. */
  readonly from: number;
  readonly to: number;
}

/** Where a thread is shown in a text of so many lines: at the place that is nearest, when its lines are gone. */
export function linesOf({ comment, place }: Pick<Thread, 'comment' | 'place'>, lineCount: number): Lines {
  const last = Math.max(0, lineCount - 1);
  const from = Math.min((place.line ?? comment.line) - 1, last);
  const isWhole = place.state === 'same' || place.state === 'moved';
  const to = isWhole ? Math.min(from + Math.max(1, comment.lines.length) - 1, last) : from;
  return { from, to };
}

/** The lines that are selected: one that is only touched at its start is not. */
export function selectedLines({ from, to, toCharacter }: Lines & { readonly toCharacter: number }): Lines {
  return { from, to: to > from && toCharacter === 0 ? to - 1 : to };
}

function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}
