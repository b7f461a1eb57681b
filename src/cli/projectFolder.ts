/** The folder that runs belong to when the command line is started somewhere inside it. */
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** The nearest folder from `start` upwards that holds `.cairn`, else the top of the git repository, else `start`. */
export async function projectFolder(start: string): Promise<string> {
  return (
    (await nearestWith(start, '.cairn', isFolder)) ?? (await nearestWith(start, '.git', exists)) ?? start
  );
}

async function nearestWith(
  start: string,
  name: string,
  test: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (await test(path.join(folder, name))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

async function isFolder(file: string): Promise<boolean> {
  return await stat(file).then(
    (info) => info.isDirectory(),
    () => false,
  );
}
