/** Reads every product file and what it imports, so that rules on the shape of the code can be tested. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** From the repository's top, forward slashes: `src/base/clock.ts`. */
  readonly file: string;
  readonly lines: number;
  /** Repository-relative files it imports, types included. */
  readonly imports: readonly string[];
  /** Packages and `node:` modules it imports, as written. */
  readonly packages: readonly string[];
}

export const repository = path.resolve(import.meta.dirname, '../../..');

export function readSources(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(repository, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.posix.join(folder, name.split(path.sep).join('/')),
      ),
    )
    .filter((file) => /\.ts$/.test(file) && !file.endsWith('.d.ts') && !file.includes('node_modules/'))
    .sort()
    .map(readSource);
}

/** Every chain of imports that comes back to its start, one for each file it was found from. */
export function findCycles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((f) => [f.file, f.imports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, chain: readonly string[]): void => {
    const at = chain.indexOf(file);
    if (at >= 0) cycles.push([...chain.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...chain, file]);
    done.add(file);
  };
  for (const { file } of files) visit(file, []);
  return cycles;
}

function readSource(file: string): SourceFile {
  const text = readFileSync(path.join(repository, file), 'utf8');
  const names = ts.preProcessFile(text, true, true).importedFiles.map((i) => i.fileName);
  const relative = (name: string) => path.posix.normalize(path.posix.join(path.posix.dirname(file), name));
  return {
    file,
    lines: text.split('\n').length - 1,
    imports: names.filter((name) => name.startsWith('.')).map(relative),
    packages: names.filter((name) => !name.startsWith('.')),
  };
}
