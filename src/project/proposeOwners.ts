/** Who might own a feature or a dataset: what CODEOWNERS says of its file, and who wrote most of its lines. */
import path from 'node:path';
import { allCodeOwners, codeOwners, codeOwnersFiles } from '../base/codeOwners.ts';
import { findFunction, readPython } from '../base/pythonCode.ts';
import { readScript } from '../catalog/readScript.ts';
import { runTool } from '../runs/captureTool.ts';

export interface OwnerProposal {
  readonly owner: string;
  /** `CODEOWNERS` or `git`. */
  readonly from: string;
}

export interface OwnedPlace {
  /** From the workspace folder, with forward slashes; with its function: `file.py#ratio`. */
  readonly file: string;
  /** 1-based, both included; absent: those of its function, else none. */
  readonly lines?: readonly [number, number];
}

/** The likeliest first. `git` is asked only where programs may be started. Never rejects. */
export async function proposeOwners(
  folder: string,
  place: OwnedPlace,
  isTrusted: boolean,
): Promise<OwnerProposal[]> {
  const [file = '', called] = place.file.split('#');
  const top = isTrusted ? await git(folder, ['rev-parse', '--show-toplevel']) : undefined;
  const root = top?.trim() ?? folder;
  const text = await ownersText(root);
  const relative = path.relative(root, path.resolve(folder, file)).split(path.sep).join('/');
  const proposals = codeOwners(text, relative).map((owner) => ({ owner, from: 'CODEOWNERS' }));
  const lines = place.lines ?? (called === undefined ? undefined : await linesOf(folder, file, called));
  const author = top === undefined || lines === undefined ? undefined : await authorOf(folder, file, lines);
  if (author !== undefined) proposals.push({ owner: author, from: 'git' });
  return proposals.filter(({ owner }, at) => proposals.findIndex((one) => one.owner === owner) === at);
}

/** Everybody that CODEOWNERS names. */
export async function knownOwners(folder: string): Promise<string[]> {
  return allCodeOwners(await ownersText(folder));
}

/** Names of authors whose last commit is older than half a year; none where git may not be asked. */
export async function quietAuthors(folder: string, isTrusted: boolean): Promise<ReadonlySet<string>> {
  if (!isTrusted) return new Set();
  const names = async (...since: string[]) =>
    ((await git(folder, ['log', '--format=%aN', '-n', '20000', ...since])) ?? '').split('\n').filter(Boolean);
  const [all, recent] = await Promise.all([names(), names('--since=6.months')]);
  const present = new Set(recent);
  return new Set(all.filter((name) => !present.has(name)));
}

async function ownersText(root: string): Promise<string> {
  for (const file of codeOwnersFiles) {
    const text = await readScript(root, file);
    if (text !== undefined) return text;
  }
  return '';
}

async function linesOf(folder: string, file: string, called: string): Promise<[number, number] | undefined> {
  const text = await readScript(folder, file);
  const found = text === undefined ? undefined : findFunction(readPython(text), called);
  return found && [found.firstLine + 1, found.lastLine + 1];
}

/** Who wrote most of the lines; of two with as many, who comes first. */
async function authorOf(
  folder: string,
  file: string,
  [first, last]: readonly [number, number],
): Promise<string | undefined> {
  const said = await git(folder, ['blame', '--line-porcelain', '-L', `${first},${last}`, '--', file]);
  const counts = new Map<string, number>();
  for (const [, name = ''] of (said ?? '').matchAll(/^author (.+)$/gm))
    if (name !== 'Not Committed Yet') counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const { stdout } = await runTool('git', ['-C', folder, ...args], {
    timeoutMs: longestGit,
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  return stdout;
}

/** ms. */
const longestGit = 5000;
