/** The code a run was started from: each changed file at its commit and as it was then, rebuilt apart from the work tree. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError, codeOf, messageOf } from '../../base/errors.ts';
import { formatDuration } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import { patchedFiles } from './patch.ts';
import type { PatchedFile } from './patch.ts';

export interface CodeState {
  /** Top folder of the repository, absolute. */
  readonly root: string;
  readonly commit: string;
  /** Absolute path of the recorded patch. */
  readonly patch: string;
  /** Hears of each git that was run, and how long it took. */
  readonly log?: (line: string) => void;
}

/** Files that the recorded patch changes. Rejects with UserError `noPatch`. */
export async function changedFiles(state: CodeState): Promise<PatchedFile[]> {
  return patchedFiles(await readPatch(state.patch));
}

/** The file's text at the commit. Rejects with UserError `noFile`, `noCommit`, `noGit`. */
export async function textAtCommit(state: CodeState, file: string): Promise<string> {
  return (await bytesAtCommit(state, file)).toString('utf8');
}

/** Files that differ between two commits of the repository, by their later name. Rejects with UserError `noCommit`, `noGit`. */
export async function filesBetween({ root, commit, log }: CodeState, other: string): Promise<string[]> {
  for (const one of [commit, other]) if (!isHash(one)) throw noCommit(one, t('it is no commit'));
  try {
    const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', commit, other];
    const { stdout } = await git(args, root, log);
    return stdout
      .toString('utf8')
      .split('\0')
      .filter((name) => name !== '');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw noGit(error);
    throw noCommit(`${commit.slice(0, 7)}, ${other.slice(0, 7)}`, firstLine(messageOf(error)), error);
  }
}

/**
 * The file's text with the patch applied, in a temporary folder: neither the work tree nor the repository is touched.
 * Rejects with UserError `noPatch`, `noCommit`, `noGit`, `badPatch`.
 */
export async function textWithPatch(state: CodeState, file: PatchedFile): Promise<string> {
  if (file.after === undefined) return '';
  const dir = await mkdtemp(path.join(os.tmpdir(), 'cairn-code-'));
  try {
    if (file.before !== undefined) {
      const target = inside(dir, file.before);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, await bytesAtCommit(state, file.before));
    }
    const names = [file.before, file.after].filter((name) => name !== undefined);
    const only = names.map((name) => `--include=${name.replace(/[*?[\]\\]/g, String.raw`\$&`)}`);
    const settings = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false'];
    await git([...settings, 'apply', '--whitespace=nowarn', ...only, '--', state.patch], dir, state.log);
    return await readFile(inside(dir, file.after), 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'badPatch',
      t('The recorded changes of {0} could not be rebuilt: {1}', file.after, firstLine(messageOf(error))),
      t('The patch itself is in the run’s folder, in source/diff.patch.'),
      { cause: error },
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function readPatch(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new UserError('noPatch', t('No changes were recorded for this run.'), undefined, { cause: error });
  }
}

const run = promisify(execFile);
/** Larger files are no code. */
const byteLimit = 32 * 1024 * 1024;

async function bytesAtCommit({ root, commit, log }: CodeState, file: string): Promise<Buffer> {
  try {
    // A record is data: what is not a hash might be an option.
    if (!isHash(commit)) throw new Error(`${commit} is no commit`);
    return (await git(['cat-file', 'blob', `${commit}:${file}`], root, log)).stdout;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw noGit(error);
    const reason = firstLine(messageOf(error));
    // Git says the same of a commit that it does not have.
    if (
      / (does not exist in|exists on disk, but not in) /.test(reason) &&
      (await hasCommit(root, commit, log))
    )
      throw new UserError(
        'noFile',
        t('{0} was not part of commit {1}.', file, commit.slice(0, 7)),
        undefined,
        { cause: error },
      );
    throw noCommit(`${file}, ${commit.slice(0, 7)}`, reason, error);
  }
}

async function hasCommit(root: string, commit: string, log: CodeState['log']): Promise<boolean> {
  return await git(['cat-file', '-e', `${commit}^{commit}`], root, log).then(
    () => true,
    () => false,
  );
}

function isHash(commit: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(commit);
}

function noGit(cause: unknown): UserError {
  return new UserError('noGit', t('git was not found.'), t('Install git and try again.'), { cause });
}

function noCommit(what: string, reason: string, cause?: unknown): UserError {
  return new UserError(
    'noCommit',
    t('The code ({0}) could not be read: {1}', what, reason),
    t('The commit may have been removed, or the repository moved.'),
    { cause },
  );
}

async function git(args: readonly string[], cwd: string, log: CodeState['log']) {
  const began = performance.now();
  // Variables of a surrounding git command would point it elsewhere; outside a repository it must not look for one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const work = run('git', [...args], {
    cwd,
    encoding: 'buffer',
    maxBuffer: byteLimit,
    timeout: 20_000,
    windowsHide: true,
    env: { ...env, GIT_CEILING_DIRECTORIES: path.dirname(cwd), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  try {
    return await work;
  } finally {
    log?.(`git ${args.join(' ')} (${formatDuration(performance.now() - began)})`);
  }
}

/** A patch that names `../x` must not write outside. */
function inside(dir: string, file: string): string {
  const target = path.resolve(dir, file);
  if (!target.startsWith(dir + path.sep)) throw new Error(`${file} is outside`);
  return target;
}

function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('Command failed'));
  return lines[0] ?? text;
}
