/** Workspace folders of tests: each test its own, in a temporary place, gone afterwards with every run that is still in it. */
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { endRunsBelow } from '../../tools/leftovers.mjs';
import { root } from '../../tools/toolchain.mjs';

const made: string[] = [];

/** A folder with these files in it: path → text. */
export async function workspaceOf(files: Readonly<Record<string, string>>, name = 'work'): Promise<string> {
  const folder = path.join(await temporary(), name);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return folder;
}

/** A copy of one of the examples, without runs. */
export async function exampleWorkspace(name = 'credit'): Promise<string> {
  const folder = path.join(await temporary(), name);
  await cp(path.join(root, 'examples', name), folder, {
    recursive: true,
    filter: (source) => !/[\\/](\.cairn[\\/](runs|trash|index)|__pycache__)/.test(source),
  });
  return folder;
}

/** Ends what still trains there, and removes the folders. */
export async function removeWorkspaces(): Promise<void> {
  for (const folder of made.splice(0)) {
    endRunsBelow(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function temporary(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'ws-')));
  made.push(folder);
  return folder;
}
