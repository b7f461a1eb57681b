/** The state of the code at the start: commit, branch, a bounded patch of what is not committed. */
import { writeFile } from 'node:fs/promises';
import { counted } from '../base/counted.ts';
import { t } from '../base/l10n.ts';
import type { GitState } from '../records/event.ts';
import { cleanSource } from './captureSecrets.ts';
import { runTool, type ToolOptions, type ToolResult } from './captureTool.ts';
import { copyUntracked } from './captureUntracked.ts';
import type { CaptureRequest } from './captureRequest.ts';

export interface CapturedGit {
  /** undefined outside a repository. */
  readonly git: GitState | undefined;
  readonly problems: readonly string[];
}

/** Writes source/diff.patch and source/untracked/. */
export async function captureGit(request: CaptureRequest): Promise<CapturedGit> {
  const top = await git(request.codeFolder, ['rev-parse', '--show-toplevel']);
  if (top.failure === 'missing') {
    return { git: undefined, problems: [t('git was not found, so the state of the code was not recorded.')] };
  }
  if (top.stdout === undefined) {
    if (/not a git repository/i.test(top.stderr)) return { git: undefined, problems: [] };
    const said = top.stderr.split('\n')[0] ?? '';
    return { git: undefined, problems: [t('git did not tell the state of the code: {0}', said)] };
  }
  const root = top.stdout.trim();
  const head = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  const commit = head.stdout?.trim();
  // Before the first commit everything is compared with the empty tree.
  const against =
    commit ?? (await git(root, ['hash-object', '-t', 'tree', '--stdin'])).stdout?.trim() ?? 'HEAD';
  const [branch, numbers, patch, untracked] = await Promise.all([
    git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    git(root, [...diff, '--numstat', '-z', '--no-renames', against]),
    git(root, [...diff, against], { maxBytes: request.patchBytes, encoding: 'latin1' }),
    copyUntracked(root, request, git),
  ]);
  const changed = parseNumstat(numbers.stdout ?? '');
  const written = await writePatch(patch, request);
  const problems = [...written.problems, ...untracked.problems];
  return {
    git: {
      ...(commit !== undefined && { commit }),
      ...(branch.stdout !== undefined && { branch: branch.stdout.trim() }),
      changedFiles: changed.files,
      changedLines: changed.lines,
      patchComplete: written.complete && numbers.stdout !== undefined && changed.binary.length === 0,
      binaryFiles: changed.binary.slice(0, 1000),
      untracked: [...untracked.copied],
      untrackedSkipped: [...untracked.skipped],
      root,
    },
    problems,
  };
}

/** No program that a repository names may run: no external diff, no text conversion. */
const diff = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--submodule=short'];
const timeoutMs = 15_000;

export function git(
  folder: string,
  args: readonly string[],
  options: Partial<ToolOptions> = {},
): Promise<ToolResult> {
  return runTool('git', ['-c', 'core.fsmonitor=false', '-C', folder, ...args], {
    timeoutMs,
    // Looking must not take locks that a commit at the same moment would trip over, nor ask for a password.
    env: { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    ...options,
  });
}

async function writePatch(
  { stdout, partial, failure }: ToolResult,
  { paths, redactor }: CaptureRequest,
): Promise<{ readonly complete: boolean; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const raw = stdout ?? partial;
  if (raw === undefined) {
    problems.push(
      failure === 'timeout'
        ? t('git took too long, so uncommitted changes were not recorded.')
        : t('git failed, so uncommitted changes were not recorded.'),
    );
    return { complete: false, problems };
  }
  const { text, hidden } = cleanSource(raw, redactor);
  if (partial !== undefined) problems.push(t('The patch of uncommitted changes was cut: it is too big.'));
  if (hidden > 0)
    problems.push(
      counted(hidden, t('1 line of the patch looks like a secret and was hidden.'), (n) =>
        t('{0} lines of the patch look like secrets and were hidden.', n),
      ),
    );
  if (text !== '') await writeFile(paths.patch, text, 'latin1');
  return { complete: partial === undefined && hidden === 0, problems };
}

/** `added<TAB>removed<TAB>path<NUL>`; both are `-` for a binary file. */
function parseNumstat(text: string) {
  const binary: string[] = [];
  let [files, lines] = [0, 0];
  for (const entry of text.split('\0')) {
    const [added, removed, ...name] = entry.split('\t');
    if (added === undefined || removed === undefined) continue;
    files += 1;
    if (added === '-') binary.push(name.join('\t'));
    else lines += Number(added) + Number(removed);
  }
  return { files, lines, binary };
}
