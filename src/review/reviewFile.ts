/**
 * The text of a review file. Each entry is one line of JSON behind a dash, which is YAML too: lines are what git merges, and a thousand
 * files are read in a moment. What people wrote by hand is read as YAML.
 */
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { entryKinds, reviewEntry, type ReviewEntry } from '../records/review.ts';
import { plainEntries } from './plainEntries.ts';
import { YamlText } from '../storage/yamlText.ts';

export interface LineProblem extends Problem {
  /** 1-based. */
  readonly line: number;
}

export interface ReviewRead {
  /** Oldest first. */
  readonly entries: readonly ReviewEntry[];
  readonly problems: readonly LineProblem[];
  /** Git could not merge it: both sides are read, and nothing can be decided by it. */
  readonly hasConflict: boolean;
}

/** Never throws; `where` is how problems name the file. */
export function parseReviewFile(text: string, where: string): ReviewRead {
  const lines = linesOf(text);
  const conflict = lines.findIndex((line) => /^<{7}( |$)/.test(line));
  const problems: LineProblem[] = [];
  if (conflict !== -1) {
    const message = t(
      'The file has a merge conflict here; the entries of both sides are shown, and no approval counts until it is resolved.',
    );
    problems.push({ where, line: conflict + 1, message });
  }
  const plain = conflict === -1 ? lines : lines.map((line) => (conflictLine.test(line) ? '' : line));
  const entries = new Map<string, ReviewEntry>();
  for (const { line, value } of foundIn(plain, where, problems)) {
    const entry = reviewEntry.safeParse(value);
    // A line that both sides of a merge have is one entry.
    if (entry.success) entries.set(keyOf(entry.data), entry.data);
    else problems.push({ where, line, message: wrong(value, entry.error.issues[0]) });
  }
  return {
    entries: [...entries.values()].sort((a, b) => timeOf(a) - timeOf(b)),
    problems,
    hasConflict: conflict !== -1,
  };
}

/** On which lines of the file an entry stands, 1-based: more than one after a merge that kept it twice. */
export function linesOfEntries(text: string): (entry: ReviewEntry) => readonly number[] {
  const places = new Map<string, number[]>();
  for (const { line, value } of foundIn(linesOf(text), '', [])) {
    const entry = reviewEntry.safeParse(value);
    if (!entry.success) continue;
    const key = keyOf(entry.data);
    places.set(key, [...(places.get(key) ?? []), line]);
  }
  return (entry) => places.get(keyOf(entry)) ?? [];
}

/** What is appended to a review file, with its line end. */
export function entryLine(entry: ReviewEntry): string {
  const fields = Object.entries(entry).filter(([, value]) => value !== undefined);
  return `- {${fields.map(([key, value]) => `${JSON.stringify(key)}: ${flow(value)}`).join(', ')}}\n`;
}

/** ms since 1970. */
export function timeOf({ at }: ReviewEntry): number {
  return Date.parse(at);
}

function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

function keyOf(entry: ReviewEntry): string {
  return JSON.stringify(entry);
}

function foundIn(lines: readonly string[], where: string, problems: LineProblem[]): Found[] {
  const { found, others } = readLines(lines);
  if (others.length === 0) return found;
  // Lines that are right of themselves are left out, as thousands of them take YAML a while.
  const known = new Set(found.map(({ line }) => line));
  const rest = lines.map((line, index) => (known.has(index + 1) ? '' : line));
  for (const { line, end, value } of plainEntries(rest)) {
    found.push({ line, value });
    rest.fill('', line - 1, end - 1);
  }
  const left = others.filter(({ line }) => rest[line - 1] !== '');
  if (left.length === 0) return found;
  return [...found, ...byHand(rest, { found, others: left, where }, problems)];
}

interface Found {
  /** 1-based. */
  readonly line: number;
  readonly value: unknown;
}

const conflictLine = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

function readLines(lines: readonly string[]): { found: Found[]; others: Found[] } {
  const found: Found[] = [];
  const others: Found[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#') || line.trim() === '') continue;
    const value = line.startsWith('- {') ? json(line.slice(2)) : undefined;
    (value === undefined ? others : found).push({ line: index + 1, value });
  }
  return { found, others };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The rest as YAML. */
function byHand(
  rest: readonly string[],
  { found, others, where }: { found: readonly Found[]; others: readonly Found[]; where: string },
  problems: LineProblem[],
): readonly Found[] {
  const yaml = new YamlText(rest.join('\n'), { where, example: 'kind' });
  if (yaml.problems.length > 0) return others;
  if (yaml.value === null) return [];
  if (Array.isArray(yaml.value))
    return yaml.value.map((value: unknown, index) => ({ line: yaml.at([index]).line, value }));
  if (found.length > 0) return others;
  problems.push({ where, line: 1, message: t('A review is a list of entries, each behind a dash.') });
  return [];
}

function wrong(value: unknown, issue: { path: PropertyKey[]; message: string } | undefined): string {
  if (value === undefined) return t('This line is no entry of a review; it is left out.');
  const kind = kindOf(value);
  if (kind !== undefined && !entryKinds.includes(kind))
    return t('This entry is of an unknown kind, “{0}”; it is left out.', kind);
  const place = issue?.path.join('.') ?? '';
  return t('This entry is left out: {0}: {1}', place === '' ? t('entry') : place, issue?.message ?? '');
}

function kindOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  return typeof value.kind === 'string' ? value.kind : undefined;
}

/** JSON with blanks, as people write it, on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}: ${flow(inner)}`)
      .join(', ')}}`;
  // JSON allows these within strings; YAML takes them for ends of lines.
  return JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
