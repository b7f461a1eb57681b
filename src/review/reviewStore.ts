/** The reviews of one folder on disk: files that entries are added to, and the texts that were reviewed. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import { writeProblem } from '../base/writeProblem.ts';
import type { ReviewEntry, ReviewRename } from '../records/review.ts';
import { entryLine, parseReviewFile, type ReviewRead } from './reviewFile.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import { withFileLock } from '../storage/fileLock.ts';
import { ignoreWhatMachinesWrite, mergeReviewsByLine } from '../storage/gitignore.ts';
import type { Layout } from '../storage/layout.ts';
import { requireInside } from '../storage/requireInside.ts';
import { decodeUtf8, plainText } from './textHash.ts';

/** `script` is a path from the workspace folder, with slashes. */
export function reviewFile(layout: Layout, script: string): string {
  if (!canBeReviewed(script))
    throw new UserError('outside', t('{0} is not a path within the folder.', script));
  return `${path.join(layout.reviews, ...script.split('/'))}${ending}`;
}

/** Runs are also of scripts elsewhere; those have no place for a review. */
export function canBeReviewed(script: string): boolean {
  return (
    !path.isAbsolute(script) &&
    !/[\\\0]/.test(script) &&
    script.split('/').every((part) => !['', '.', '..'].includes(part))
  );
}

const ending = '.yaml';

/** How a review file is named to people. */
export function shownReviewFile(script: string): string {
  return `.cairn/reviews/${script}${ending}`;
}

/** Nothing at all for a script that nobody reviewed. */
export function readReview(layout: Layout, script: string): ReviewRead {
  const where = shownReviewFile(script);
  try {
    return parseReviewFile(fs.readFileSync(reviewFile(layout, script), 'utf8'), where);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return nothing;
    const message = t('The file cannot be read: {0}.', readProblem(error));
    return { ...nothing, problems: [{ where, line: 1, message }] };
  }
}

const nothing: ReviewRead = { entries: [], problems: [], hasConflict: false };

/** Scripts that have a review file, by path, with or without the script itself. */
export function reviewedScripts(layout: Layout): string[] {
  const found: string[] = [];
  const walk = (folder: string, name: string): void => {
    for (const entry of listed(folder)) {
      const inner = name === '' ? entry.name : `${name}/${entry.name}`;
      if (entry.isDirectory()) walk(path.join(folder, entry.name), inner);
      else if (entry.name.endsWith(ending)) found.push(inner.slice(0, -ending.length));
    }
  };
  walk(layout.reviews, '');
  return found.filter(canBeReviewed).sort();
}

function listed(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
}

/** What is added to a review, with the texts that it is about. */
export interface ReviewAddition {
  readonly entries: readonly ReviewEntry[];
  /** Texts to keep, by their hash; the bytes of what is not UTF-8. */
  readonly texts?: ReadonlyMap<string, string | Uint8Array>;
}

/** Adds to the end, so that what others add meanwhile is kept. Rejects with UserError `readOnly`, `locked`, and `outside` where a link leads out. */
export async function addToReview(layout: Layout, script: string, addition: ReviewAddition): Promise<void> {
  const file = reviewFile(layout, script);
  try {
    await requireInside(layout.folder, file);
    await requireInside(layout.folder, layout.reviewed);
    await append(layout, file, addition, heading(script));
  } catch (error) {
    if (error instanceof UserError || codeOf(error) === undefined) throw error;
    const message = t('{0} could not be written: {1}', shownReviewFile(script), writeProblem(error));
    throw new UserError('readOnly', message, undefined, { cause: error });
  }
}

async function append(
  layout: Layout,
  file: string,
  { entries, texts }: ReviewAddition,
  first: string,
): Promise<void> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  ignoreWhatMachinesWrite(layout.root);
  mergeReviewsByLine(layout.root);
  for (const [sha256, text] of texts ?? []) keepText(layout, sha256, text);
  await withFileLock(file, () => {
    const before = bytesOf(file)?.toString();
    const start = before === undefined ? first : before === '' || before.endsWith('\n') ? '' : '\n';
    fs.appendFileSync(file, start + entries.map(entryLine).join(''));
  });
}

function heading(script: string): string {
  return `# ${t('Review of {0}. Lines are only ever added; the latest counts.', script)}\n`;
}

/** A script has another path: its review goes along. False: it had none, or one is there already. */
export async function moveReview(
  layout: Layout,
  { from, to, by }: { from: string; to: string; by: Omit<ReviewRename, 'kind' | 'from'> },
): Promise<boolean> {
  const [old, now] = [reviewFile(layout, from), reviewFile(layout, to)];
  if (!fs.existsSync(old) || fs.existsSync(now)) return false;
  await requireInside(layout.folder, now);
  fs.mkdirSync(path.dirname(now), { recursive: true });
  fs.renameSync(old, now);
  await addToReview(layout, to, { entries: [{ ...by, kind: 'rename', from }] });
  return true;
}

/** The text as it was reviewed; undefined when it was not kept, is not what its name says, or is not UTF-8. */
export function keptText(layout: Layout, sha256: string): string | undefined {
  const bytes = keptBytes(layout, sha256);
  return bytes && decodeUtf8(bytes);
}

/** Also of what is not UTF-8. */
export function isKept(layout: Layout, sha256: string): boolean {
  return keptBytes(layout, sha256) !== undefined;
}

function keptBytes(layout: Layout, sha256: string): Uint8Array | undefined {
  const bytes = bytesOf(textFile(layout, sha256));
  if (bytes === undefined || hashOf(bytes) === sha256) return bytes;
  // A checkout may have given it other line ends.
  const text = decodeUtf8(bytes);
  const plain = text === undefined ? undefined : Buffer.from(plainText(text));
  return plain !== undefined && hashOf(plain) === sha256 ? plain : undefined;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textFile(layout: Layout, sha256: string): string {
  return path.join(layout.reviewed, `${sha256}.txt`);
}

function keepText(layout: Layout, sha256: string, text: string | Uint8Array): void {
  fs.mkdirSync(layout.reviewed, { recursive: true });
  if (!isKept(layout, sha256)) writeFileAtomic(textFile(layout, sha256), text);
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    // Not kept, or not ours to read.
    return undefined;
  }
}
