/** The code that two runs were started from: which files differ, by how many lines, and each file as it was. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, messageOf, UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { CodeDifference, CodeFile } from '../../../protocol/compare/differences.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { runDir, runPaths, type Layout } from '../../../storage/layout.ts';
import { changedFiles, filesBetween, textAtCommit, textWithPatch, type CodeState } from '../codeState.ts';
import type { PatchedFile } from '../patch.ts';

/** What is known of the code of one run. */
export interface RunCode {
  readonly detail: RunDetail;
  readonly layout: Layout;
}

/** The first `mostFiles` that differ; `more` counts the others that do. Never rejects for what is in the records. */
export async function codeDifference(left: RunCode, right: RunCode): Promise<CodeDifference> {
  const run = right.detail.id;
  const noCode = [left, right].filter((one) => !hasCode(one)).map(({ detail }) => detail.id);
  const none = { run, files: [], more: 0, noCode, problem: null };
  if (noCode.length > 0) return none;
  try {
    const { names, differing } = await filesThatMayDiffer(left, right);
    const files: CodeFile[] = [];
    let more = 0;
    for (const name of names) {
      const isListed = files.length < mostFiles;
      // Beyond the list it only matters whether a file differs, which git may have told.
      const file = !isListed && differing.has(name) ? 'differs' : await compareFile(name, left, right);
      if (file === undefined) continue;
      if (isListed && file !== 'differs') files.push(file);
      else more += 1;
    }
    return { ...none, files, more };
  } catch (error) {
    const next = error instanceof UserError && error.next !== undefined ? ` ${error.next}` : '';
    return { ...none, problem: `${messageOf(error)}${next}` };
  }
}

/** The file as the run had it; undefined: the run had no such file. Rejects with UserError as codeState.ts. */
export async function textOf({ detail, layout }: RunCode, name: string): Promise<string | undefined> {
  const paths = runPaths(runDir(layout, detail.id));
  if (name === scriptName({ detail, layout })) {
    // The copy is what ran, also where git ignores the script.
    const copy = await textIfThere(paths.script);
    if (copy !== undefined) return copy;
  }
  const state = stateOf({ detail, layout });
  if (state === undefined) return undefined;
  const patched = (await patchOf(state)).find(({ before, after }) => (after ?? before) === name);
  if (patched !== undefined)
    return patched.after === undefined ? undefined : await textWithPatch(state, patched);
  const untracked = detail.git?.untracked.includes(name) === true;
  if (untracked) return await textIfThere(path.join(paths.untracked, name));
  try {
    return await textAtCommit(state, name);
  } catch (error) {
    if (error instanceof UserError && error.code === 'noFile') return undefined;
    throw error;
  }
}

/** `differing`: those of them that the commits differ in, with nothing on top. */
async function filesThatMayDiffer(
  left: RunCode,
  right: RunCode,
): Promise<{ readonly names: readonly string[]; readonly differing: ReadonlySet<string> }> {
  const [a, b] = [stateOf(left), stateOf(right)];
  const names = new Set<string>();
  const [scriptA, scriptB] = [scriptName(left), scriptName(right)];
  if (scriptA !== scriptB || left.detail.scriptHash !== right.detail.scriptHash)
    for (const script of [scriptA, scriptB]) if (script !== undefined) names.add(script);
  for (const state of [a, b]) {
    if (state === undefined) continue;
    for (const { before, after } of await patchOf(state)) names.add(after ?? before ?? '');
  }
  for (const { detail } of [left, right]) for (const name of detail.git?.untracked ?? []) names.add(name);
  const differing = new Set<string>();
  if (a !== undefined && b !== undefined && a.commit !== b.commit)
    for (const name of await filesBetween(a, b.commit)) {
      if (!names.has(name) && name !== scriptA && name !== scriptB) differing.add(name);
      names.add(name);
    }
  names.delete('');
  return { names: [...names].sort(), differing };
}

async function compareFile(name: string, left: RunCode, right: RunCode): Promise<CodeFile | undefined> {
  const [before, after] = [await textOf(left, name), await textOf(right, name)];
  if (before === after) return undefined;
  if ([before, after].some((text) => text?.includes('\0') === true))
    return { path: name, kind: 'binary', lines: null };
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return { path: name, kind, lines: linesOnlyIn(before ?? '', after ?? '') };
}

/** Lines that one side has more often than the other; a line that only moved is not counted. */
export function linesOnlyIn(before: string, after: string): { added: number; removed: number } {
  const counts = new Map<string, number>();
  for (const line of linesOf(after)) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of linesOf(before)) counts.set(line, (counts.get(line) ?? 0) - 1);
  let [added, removed] = [0, 0];
  for (const count of counts.values()) {
    if (count > 0) added += count;
    else removed -= count;
  }
  return { added, removed };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function stateOf({ detail, layout }: RunCode): CodeState | undefined {
  const commit = detail.git?.commit;
  if (detail.git === null || commit === undefined) return undefined;
  return { root: detail.git.root, commit, patch: runPaths(runDir(layout, detail.id)).patch };
}

async function patchOf(state: CodeState): Promise<PatchedFile[]> {
  try {
    return await changedFiles(state);
  } catch (error) {
    // A clean work tree has no patch.
    if (error instanceof UserError && error.code === 'noPatch') return [];
    throw error;
  }
}

/** In the repository, if there is one; else as the run records it, relative to the workspace folder. */
function scriptName({ detail, layout }: RunCode): string | undefined {
  const { script, git } = detail;
  if (script === null) return undefined;
  if (git?.commit === undefined) return script;
  const inside = path.relative(git.root, path.resolve(layout.folder, script));
  return inside.startsWith('..') ? script : inside.split(path.sep).join('/');
}

async function textIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Rejects for a run whose code was not kept at all. */
export function requireCode(run: RunCode): void {
  if (!hasCode(run)) throw new UserError('noCode', t('No code was recorded for {0}.', run.detail.name));
}

function hasCode({ detail }: RunCode): boolean {
  return detail.git?.commit !== undefined || detail.scriptHash !== null;
}

const mostFiles = 200;
