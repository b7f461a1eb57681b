/** Copies of small inputs that git does not know yet, so that a run can be understood without them being committed. */
import { lstat, mkdir, readFile, writeFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { CaptureRequest } from './captureRequest.ts';
import { cleanSource, looksSecret } from './captureSecrets.ts';
import type { ToolResult } from './captureTool.ts';

export interface Untracked {
  /** Relative to the repository, forward slashes. */
  readonly copied: readonly string[];
  readonly skipped: readonly string[];
  readonly problems: readonly string[];
}

/** Only files of the workspace that git would not ignore, of at most 1 MiB, and none that is there to hold a secret. */
export async function copyUntracked(
  root: string,
  request: CaptureRequest,
  git: (folder: string, args: readonly string[]) => Promise<ToolResult>,
): Promise<Untracked> {
  const asked = await withinBoth(root, request.folder);
  // The script is of a repository elsewhere.
  if (asked === undefined) return { copied: [], skipped: [], problems: [] };
  const listed = await git(root, ['ls-files', '--others', '--exclude-standard', '-z', '--', asked]);
  if (listed.stdout === undefined) {
    return {
      copied: [],
      skipped: [],
      problems: [t('Untracked files could not be listed, so none was kept.')],
    };
  }
  const copied: string[] = [];
  const skipped: string[] = [];
  const problems: string[] = [];
  let bytes = 0;
  for (const name of listed.stdout.split('\0')) {
    if (name === '' || /(^|\/)\.cairn\//.test(name)) continue;
    const file = path.join(root, name);
    const info = await lstat(file).catch(() => undefined);
    if (info?.isFile() !== true) continue;
    if (looksSecret(file)) continue;
    if (info.size > maxFileBytes || bytes + info.size > maxBytes || copied.length >= maxFiles) {
      if (skipped.length < maxNamed) skipped.push(name);
      continue;
    }
    try {
      await copyClean(file, path.join(request.paths.untracked, name), request);
      copied.push(name);
      bytes += info.size;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      if (skipped.length < maxNamed) skipped.push(name);
    }
  }
  return { copied, skipped, problems };
}

/** The smaller one of two folders, of which one holds the other; undefined when neither does. */
async function withinBoth(a: string, b: string): Promise<string | undefined> {
  const [realA, realB] = await Promise.all([a, b].map((folder) => realpath(folder).catch(() => folder)));
  if (realA === undefined || realB === undefined) return undefined;
  if (holds(realA, realB)) return realB;
  return holds(realB, realA) ? realA : undefined;
}

function holds(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

const maxFileBytes = 1024 * 1024;
const maxBytes = 16 * 1024 * 1024;
const maxFiles = 200;
const maxNamed = 1000;

async function copyClean(from: string, to: string, { redactor }: CaptureRequest): Promise<void> {
  const bytes = await readFile(from);
  await mkdir(path.dirname(to), { recursive: true });
  // latin1 keeps every byte as it is; a file with NULs is no text in which a literal could be hidden.
  const isText = !bytes.includes(0);
  await writeFile(to, isText ? cleanSource(bytes.toString('latin1'), redactor).text : bytes, 'latin1');
}
