/**
 * Whether git agrees with what a review says of who wrote what. It is no proof, since people name themselves in git too, but a line that
 * somebody else committed is worth a look. Never rejects, and says nothing where git cannot tell.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReviewEntry } from '../records/review.ts';
import { isSamePerson, personOf } from '../review/person.ts';
import { linesOfEntries } from '../review/reviewFile.ts';
import { runTool } from '../runs/captureTool.ts';

export interface DoubtfulEntry {
  readonly entry: ReviewEntry;
  /** 1-based, of the review file. */
  readonly line: number;
  /** Who committed it, as `Ada <ada@example.org>`. */
  readonly author: string;
  readonly commit: string;
}

/** `file`: the review, from the workspace folder. Those of `entries` that somebody else than their `by` committed. */
export async function doubtfulEntries(
  folder: string,
  file: string,
  entries: readonly ReviewEntry[],
): Promise<DoubtfulEntry[]> {
  const asked = entries.filter(({ by }) => personOf(by).email !== undefined);
  const lines = asked.length === 0 ? undefined : await blame(folder, file);
  if (lines === undefined) return [];
  const placesOf = linesOfEntries(textOf(path.join(folder, file)));
  const isShallow = (await git(folder, ['rev-parse', '--is-shallow-repository']))?.trim() !== 'false';
  const found: DoubtfulEntry[] = [];
  for (const entry of asked) {
    const committed = placesOf(entry).map((line) => ({ line, blamed: lines.get(line) }));
    const by = [entry.by, await mapped(folder, entry.by)];
    const isTheirs = committed.some(
      ({ blamed }) =>
        blamed === undefined ||
        /^0+$/.test(blamed.commit) ||
        // Where history is cut off, everything before is of the first commit that is there.
        (blamed.isBoundary && isShallow) ||
        by.some((name) => isSame(name, blamed.author)),
    );
    const [first] = committed;
    if (isTheirs || first?.blamed === undefined) continue;
    const { commit, author } = first.blamed;
    if (!(await isSquashed(folder, commit, by))) found.push({ entry, line: first.line, author, commit });
  }
  return found;
}

/** Whose commit the script's text is of; undefined: nobody knows, also where history is cut off, or work of `others` is in it. */
export async function committedBy(
  folder: string,
  script: string,
  others: readonly string[] = [],
): Promise<string | undefined> {
  const said = await git(folder, ['log', '-1', '--format=%aN <%aE>%n%H%n%P', '--', script]);
  const [author, commit = '', parents = ''] = said?.split('\n') ?? [];
  if (author === undefined || author === '') return undefined;
  if (parents === '' && (await git(folder, ['rev-parse', '--is-shallow-repository']))?.trim() !== 'false')
    return undefined;
  return (await isSquashed(folder, commit, others)) ? undefined : author;
}

interface Blamed {
  readonly commit: string;
  readonly author: string;
  readonly isBoundary: boolean;
}

async function blame(folder: string, file: string): Promise<Map<number, Blamed> | undefined> {
  const said = await git(folder, ['-c', 'blame.ignoreRevsFile=', 'blame', '--line-porcelain', '--', file]);
  if (said === undefined) return undefined;
  const lines = new Map<number, Blamed>();
  let [commit, line, name, isBoundary] = ['', 0, '', false];
  let email = '';
  for (const text of said.split('\n')) {
    const start = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(text);
    if (start !== null) [commit, line, isBoundary] = [start[1] ?? '', Number(start[2]), false];
    else if (text.startsWith('author ')) name = text.slice('author '.length);
    else if (text.startsWith('author-mail ')) email = text.slice('author-mail '.length);
    else if (text === 'boundary') isBoundary = true;
    else if (text.startsWith('\t')) lines.set(line, { commit, author: `${name} ${email}`, isBoundary });
  }
  return lines;
}

/** As the repository's .mailmap calls them. */
async function mapped(folder: string, by: string): Promise<string> {
  return (await git(folder, ['check-mailmap', by]))?.trim() ?? by;
}

function isSame(one: string, other: string): boolean {
  if (isSamePerson(one, other)) return true;
  const [a, b] = [personOf(one), personOf(other)];
  // Who hides their address from the web is known by their name.
  return [a, b].some(({ email }) => email?.endsWith(hidden)) && isSamePerson(a.name, b.name);
}

/** The work of several people in one commit: who wrote a line of it cannot be told. */
async function isSquashed(folder: string, commit: string, by: readonly string[]): Promise<boolean> {
  const said = await git(folder, ['show', '-s', '--format=%cE%n%B', commit]);
  if (said === undefined) return true;
  const [committer = '', subject = ''] = said.split('\n');
  if (committer === webCommitter && /\(#\d+\)$/.test(subject)) return true;
  const message = said.slice(committer.length).toLowerCase();
  return by.some((one) => message.includes(personOf(one).email?.toLowerCase() ?? one.toLowerCase()));
}

const webCommitter = 'noreply@github.com';
const hidden = '@users.noreply.github.com';

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const { stdout } = await runTool('git', ['-C', folder, ...args], {
    timeoutMs: longestGit,
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  return stdout;
}

/** ms. */
const longestGit = 20_000;
