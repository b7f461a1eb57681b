/** The files of a folder that probes look at: the script, what it imports, its tests, their reports, and lock files. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { ImportReader } from '../../review/readImports.ts';
import { projectScripts } from '../../review/projectScripts.ts';
import { junitReport } from '../../review/junitReport.ts';
import type { ProbeSubject, ReviewedFile, TestFile, TestReport } from '../../review/probeSubject.ts';
import { isTestFile } from '../../review/testResults.ts';
import { textHash } from '../../review/textHash.ts';

export class EvidenceFiles {
  readonly #folder: string;
  readonly #imports: ReturnType<ImportReader['look']>;

  constructor(folder: string) {
    this.#folder = folder;
    this.#imports = new ImportReader(folder).look();
  }

  /** `text`: as a sign-off is bound to it. Undefined: there is no such file, or it is larger than any script. */
  script(name: string): { readonly script: ProbeSubject['script']; readonly textSha256: string } | undefined {
    const read = this.#read(name);
    if (read === undefined) return undefined;
    const sha256 = createHash('sha256').update(read.bytes).digest('hex');
    return { script: { ...read.file, sha256 }, textSha256: textHash(read.bytes).sha256 };
  }

  modules(script: string): ReviewedFile[] {
    return this.#imports.importsOf(script).modules.flatMap((module) => this.#read(module.path)?.file ?? []);
  }

  tests(): TestFile[] {
    const names = projectScripts(this.#folder).filter(isTestFile).slice(0, mostTests);
    return names.flatMap((name) => {
      const file = this.#read(name)?.file;
      if (file === undefined) return [];
      const imports = this.#imports.importsOf(name).modules.map((module) => module.path);
      const around = [...imports, ...configsAround(name)].map((one) => this.#changed(one));
      return [{ ...file, imports, changed: Math.max(file.changed, ...around) }];
    });
  }

  /** In the folder, and in those that reports are usually written to. */
  reports(): TestReport[] {
    return reportFolders.flatMap((folder) =>
      this.#names(folder).flatMap((entry) => {
        if (!/\.xml$/i.test(entry) || !/junit|test|report/i.test(entry)) return [];
        const name = folder === '' ? entry : `${folder}/${entry}`;
        const report = junitReport(this.#read(name)?.file.text ?? '');
        return report !== undefined && report.host === hostname() ? [{ ...report, path: name }] : [];
      }),
    );
  }

  /** From the script's folder upwards. */
  locks(script: string): Pick<ReviewedFile, 'path' | 'text'>[] {
    const found: ReviewedFile[] = [];
    for (let folder = path.posix.dirname(script); ; folder = path.posix.dirname(folder)) {
      const names = this.#names(folder).filter((name) => lockName.test(name));
      names.sort((a, b) => Number(a.startsWith('requirements')) - Number(b.startsWith('requirements')));
      for (const name of names) found.push(...[this.#read(path.posix.join(folder, name))?.file ?? []].flat());
      if (folder === '.') return found;
    }
  }

  #read(name: string): { readonly file: ReviewedFile; readonly bytes: Buffer } | undefined {
    const place = path.join(this.#folder, name);
    try {
      const info = fs.statSync(place);
      if (!info.isFile() || info.size > mostBytes) return undefined;
      const bytes = fs.readFileSync(place);
      // What is not UTF-8 is still mostly ASCII.
      return { bytes, file: { path: name, text: bytes.toString('utf8'), changed: changedAt(info) } };
    } catch {
      // Gone, or not ours to read.
      return undefined;
    }
  }

  #changed(name: string): number {
    const info = fs.statSync(path.join(this.#folder, name), { throwIfNoEntry: false });
    return info === undefined ? 0 : changedAt(info);
  }

  #names(folder: string): string[] {
    try {
      return fs.readdirSync(path.join(this.#folder, folder)).sort();
    } catch {
      // Not there, or not ours to read: nothing is in it.
      return [];
    }
  }
}

/** A file that was put there with an old time was still put there later. */
function changedAt({ mtimeMs, ctimeMs }: fs.Stats): number {
  return Math.max(mtimeMs, ctimeMs);
}

/** What pytest reads on the way to a test. */
function configsAround(test: string): string[] {
  const found: string[] = [];
  for (let folder = path.posix.dirname(test); ; folder = path.posix.dirname(folder)) {
    found.push(path.posix.join(folder, 'conftest.py'));
    if (folder === '.') return found;
  }
}

const lockName =
  /^(uv\.lock|poetry\.lock|pdm\.lock|pixi\.lock|Pipfile\.lock|pylock(\.[\w-]+)?\.toml|conda-lock\.ya?ml|requirements[\w.-]*\.(txt|lock))$/;
const reportFolders = ['', 'reports', 'test-reports', 'test-results', 'build', 'tests', 'junit'];
const mostTests = 1000;
const mostBytes = 20_000_000;
