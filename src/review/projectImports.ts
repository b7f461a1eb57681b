/** Which modules of the project a script imports, directly or through others: a sign-off of the script is about them too. */
import path from 'node:path';
import type { ImportName } from './importNames.ts';

export interface ProjectImports {
  /** From the workspace folder, forward slashes; sorted, without the script. */
  readonly modules: readonly string[];
  /** There are more than `mostModules`: those nearest to the script are listed. */
  readonly isCut: boolean;
}

/** What the file at a path from the workspace folder imports; undefined: there is no such file of the project. */
export type ImportsIn = (file: string) => readonly ImportName[] | undefined;

export const mostModules = 200;

/**
 * `script`: from the workspace folder, forward slashes. As Python does, modules are looked for in the script's own folder first, then where
 * a project is usually on the path: the workspace folder and its `src`.
 */
export function projectImports(script: string, importsIn: ImportsIn): ProjectImports {
  const start = path.posix.normalize(script);
  const found = new Set<string>();
  if (isOutside(start)) return { modules: [], isCut: false };
  const roots = [...new Set([folderOf(start), '', 'src'])];
  const queue = [start];
  for (const file of queue)
    for (const name of importsIn(file) ?? [])
      for (const module of filesOf(name, file, roots, importsIn)) {
        if (module === start || found.has(module)) continue;
        if (found.size === mostModules) return { modules: [...found].sort(), isCut: true };
        found.add(module);
        queue.push(module);
      }
  return { modules: [...found].sort(), isCut: false };
}

/** The files that one import runs: packages on the way, the module, and what is taken from it where that is a module. */
function filesOf(
  { module, level, names, isFile }: ImportName,
  file: string,
  roots: readonly string[],
  importsIn: ImportsIn,
): string[] {
  if (isFile === true) return filesToRun(module, roots, importsIn);
  const files: string[] = [];
  let folders: readonly string[] = roots;
  if (level > 0) {
    const base = ancestor(folderOf(file), level - 1);
    if (base === undefined) return files;
    files.push(...packagesAround(folderOf(file), importsIn));
    folders = [base];
  } else if (neverOurs.has(module.split('.', 1)[0] ?? '')) return files;
  for (const part of module === '' ? [] : module.split('.')) {
    const { file: own, inside } = locate(folders, part, importsIn);
    if (own !== undefined) files.push(own);
    folders = inside;
  }
  for (const name of names) {
    const { file: own } = locate(folders, name, importsIn);
    if (own !== undefined) files.push(own);
  }
  return files;
}

interface Located {
  readonly file?: string;
  /** Where modules within it are. */
  readonly inside: readonly string[];
}

/** A package or module in the first folder that has one; else all the folders of that name are one package without `__init__.py`. */
function locate(folders: readonly string[], name: string, importsIn: ImportsIn): Located {
  const places = folders.map((folder) => path.posix.join(folder, name));
  for (const place of places)
    for (const [file, inside] of [
      [`${place}/__init__.py`, [place]],
      [`${place}.py`, []],
    ] as const)
      if (importsIn(file) !== undefined) return { file, inside };
  return { inside: places };
}

function filesToRun(file: string, roots: readonly string[], importsIn: ImportsIn): string[] {
  const places = roots.map((root) => path.posix.join(root, file.replaceAll('\\', '/')));
  const first = places.find((place) => !isOutside(place) && importsIn(place) !== undefined);
  return first === undefined || path.posix.isAbsolute(file) ? [] : [first];
}

/** A relative import has the packages run that its file is in. */
function packagesAround(folder: string, importsIn: ImportsIn): string[] {
  const files: string[] = [];
  for (let at: string | undefined = folder; at !== undefined; at = ancestor(at, 1)) {
    const file = path.posix.join(at, '__init__.py');
    if (importsIn(file) === undefined) break;
    files.push(file);
  }
  return files;
}

/** Undefined beyond the workspace folder, which is ''. */
function ancestor(folder: string, levels: number): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  return levels > parts.length ? undefined : parts.slice(0, parts.length - levels).join('/');
}

function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
}

function isOutside(file: string): boolean {
  return file === '..' || file.startsWith('../') || path.posix.isAbsolute(file);
}

/** In the interpreter before any script is: a file of that name is never imported. */
const neverOurs = new Set(
  'abc builtins codecs errno gc io itertools marshal os site stat sys time'.split(' '),
);
