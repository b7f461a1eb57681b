/** How the scripts of one folder stand by their reviews, from the files as they are now; read again only where something changed. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeOwners, codeOwnersFiles } from '../base/codeOwners.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { countLines, renamesOf } from './renames.ts';
import { changedSince, type ChangedSince } from './changedSince.ts';
import type { ReviewRead } from './reviewFile.ts';
import { standingOf, type ReviewedTexts, type Standing } from './standing.ts';
import { decodeUtf8, plainText } from './textHash.ts';
import type { Layout } from '../storage/layout.ts';
import { projectScripts } from './projectScripts.ts';
import { ImportReader, type ImportLook, type ScriptImports } from './readImports.ts';
import { canBeReviewed, isKept, keptText, readReview, reviewedScripts, reviewFile } from './reviewStore.ts';
import { originOf, splitSource, type LineCounts, type SplitSource } from './splits.ts';

export interface ScriptReview {
  /** From the workspace folder, with slashes. */
  readonly script: string;
  /** Its path when it was reviewed, where nobody told Cairn of the rename. */
  readonly renamedFrom?: string;
  /** Never reviewed, and made of lines that were reviewed in this script and left it. */
  readonly splitFrom?: string;
  /** As `textHash`; undefined: it is gone or cannot be read. */
  readonly sha256: string | undefined;
  readonly imports: ScriptImports;
  readonly read: ReviewRead;
  readonly standing: Standing;
  /** Since the approval that is out of date. */
  readonly changed?: ChangedSince;
}

export class ScriptReviews {
  readonly #layout: Layout;
  readonly #imports: ImportReader;
  readonly #unsaved = new Map<string, string>();
  readonly #files = new Map<string, { stamp: string; read: ReviewRead }>();
  readonly #known = new Map<string, { key: string; review: ScriptReview }>();
  readonly #sources = new Map<string, { key: string; source: SplitSource }>();
  readonly #lines = new Map<string, { sha256: string; lines: LineCounts }>();
  #policy: ReviewPolicy | undefined;
  #owners: { readonly top: string; readonly text: string } | undefined;
  #renames: { readonly key: string; readonly found: ReadonlyMap<string, string> } | undefined;

  constructor(layout: Layout, policy: ReviewPolicy | undefined, now: () => number = Date.now) {
    this.#layout = layout;
    this.#policy = policy;
    this.#imports = new ImportReader(layout.folder, now);
  }

  setPolicy(policy: ReviewPolicy | undefined): void {
    this.#policy = policy;
    this.#known.clear();
  }

  /** The text of a file as it stands in an editor; undefined: as it is saved. False: that was known. */
  setUnsaved(file: string, text: string | undefined): boolean {
    if (this.#unsaved.get(file) === text) return false;
    if (text === undefined) this.#unsaved.delete(file);
    else this.#unsaved.set(file, text);
    return true;
  }

  /** Of everything that was reviewed, and of these scripts besides; by path. */
  all(scripts: Iterable<string> = []): ScriptReview[] {
    const look = this.#imports.look(this.#unsaved);
    const reviewed = reviewedScripts(this.#layout);
    const renames = this.#renamesOf(reviewed, look);
    const from = new Map([...renames].map(([before, now]) => [now, before]));
    const names = new Set([
      ...reviewed.filter((script) => !renames.has(script)),
      ...from.keys(),
      ...[...scripts].filter(canBeReviewed),
    ]);
    this.#owners = undefined;
    for (const script of this.#known.keys()) if (!names.has(script)) this.#known.delete(script);
    const sources = this.#splitSources(reviewed, renames, look);
    return [...names].sort().map((script) => {
      const renamedFrom = from.get(script);
      const splitFrom = renamedFrom === undefined ? this.#splitFrom(script, look, sources) : undefined;
      return this.#review(script, look, { renamedFrom, splitFrom });
    });
  }

  of(script: string): ScriptReview {
    this.#owners = undefined;
    const look = this.#imports.look(this.#unsaved);
    if (this.#read(script).entries.length > 0) return this.#review(script, look, {});
    const reviewed = reviewedScripts(this.#layout);
    const renames = this.#renamesOf(reviewed, look);
    const renamedFrom = [...renames].find(([, now]) => now === script)?.[0];
    if (renamedFrom !== undefined) return this.#review(script, look, { renamedFrom });
    const sources = this.#splitSources(reviewed, renames, look);
    return this.#review(script, look, { splitFrom: this.#splitFrom(script, look, sources) });
  }

  /** Together, so that no file is looked at twice. */
  ofEach(scripts: readonly string[]): ScriptReview[] {
    this.#owners = undefined;
    const look = this.#imports.look(this.#unsaved);
    return scripts.map((script) => this.#review(script, look, this.#known.get(script)?.review ?? {}));
  }

  /** Scripts that were looked at and are, or import, this file. */
  affectedBy(file: string): string[] {
    return [...this.#known.values()].flatMap(({ review: { script, imports } }) =>
      script === file || imports.modules.some((module) => module.path === file) ? [script] : [],
    );
  }

  /** As `textHash` has it; undefined where it cannot be read. */
  textOf(file: string): string | undefined {
    const unsaved = this.#unsaved.get(file);
    if (unsaved !== undefined) return plainText(unsaved);
    try {
      const text = decodeUtf8(readFileSync(path.join(this.#layout.folder, file)));
      return text === undefined ? undefined : plainText(text);
    } catch {
      // Gone, or not ours to read: whoever asks says so.
      return undefined;
    }
  }

  /** Of a file that is not UTF-8, which has no text. */
  bytesOf(file: string): Uint8Array | undefined {
    try {
      return this.#unsaved.has(file) ? undefined : readFileSync(path.join(this.#layout.folder, file));
    } catch {
      // As above.
      return undefined;
    }
  }

  keptText(sha256: string): string | undefined {
    return keptText(this.#layout, sha256);
  }

  #review(
    script: string,
    look: ImportLook,
    { renamedFrom, splitFrom }: { renamedFrom?: string | undefined; splitFrom?: string | undefined },
  ): ScriptReview {
    const read = this.#read(renamedFrom ?? script);
    const sha256 = look.hashOf(script);
    const imports = look.importsOf(script);
    const owners = this.#policy?.codeOwners === true ? this.ownersOf(script) : [];
    const key = JSON.stringify([sha256, imports, renamedFrom, splitFrom, owners]);
    const known = this.#known.get(script);
    if (known?.key === key && known.review.read === read) return known.review;
    const now = textsNow({ sha256, imports });
    const standing = standingOf({
      entries: read.entries,
      now,
      policy: this.#policy,
      owners,
      isKept: (hash) => isKept(this.#layout, hash),
      hasConflict: read.hasConflict,
    });
    const changed =
      standing.outdated === undefined
        ? undefined
        : changedSince(standing.outdated, {
            script,
            now,
            kept: (hash) => this.keptText(hash),
            textOf: (file) => this.textOf(file),
          });
    const review: ScriptReview = {
      script,
      ...(renamedFrom !== undefined && { renamedFrom }),
      ...(splitFrom !== undefined && read.entries.length === 0 && { splitFrom }),
      sha256,
      imports,
      read,
      standing,
      ...(changed !== undefined && { changed }),
    };
    this.#known.set(script, { key, review });
    return review;
  }

  #read(script: string): ReviewRead {
    const stamp = stampOf(reviewFile(this.#layout, script));
    const known = this.#files.get(script);
    if (known?.stamp === stamp) return known.read;
    const read = readReview(this.#layout, script);
    this.#files.set(script, { stamp, read });
    return read;
  }

  /** Looked for only while a reviewed script is not there. */
  #renamesOf(reviewed: readonly string[], look: ImportLook): ReadonlyMap<string, string> {
    const lost = reviewed.filter((script) => look.hashOf(script) === undefined && !this.#isThere(script));
    if (lost.length === 0) return new Map();
    const others = projectScripts(this.#layout.folder).filter((script) => !reviewed.includes(script));
    const key = JSON.stringify([lost, others.map((script) => [script, look.hashOf(script)])]);
    if (this.#renames?.key !== key) {
      const found = renamesOf(
        lost.map((script) => this.#lostScript(script)),
        others.flatMap((script) => {
          const [sha256, text] = [look.hashOf(script), this.textOf(script)];
          return sha256 === undefined || text === undefined ? [] : [{ script, sha256, text }];
        }),
      );
      this.#renames = { key, found };
    }
    return this.#renames.found;
  }

  /** Scripts with other lines than when they were reviewed last. */
  #splitSources(
    reviewed: readonly string[],
    renames: ReadonlyMap<string, string>,
    look: ImportLook,
  ): SplitSource[] {
    const sources = reviewed.flatMap((script) => {
      const at = renames.get(script) ?? script;
      const now = look.hashOf(at);
      const last = this.#read(script).entries.findLast(({ kind }) => kind === 'signoff')?.sha256;
      if (now === undefined || last === undefined || last === now) return [];
      const key = `${last} ${now}`;
      const known = this.#sources.get(script);
      if (known?.key === key) return [known.source];
      const [before, text] = [this.keptText(last), this.textOf(at)];
      if (before === undefined || text === undefined) return [];
      const source = splitSource(script, before, text);
      this.#sources.set(script, { key, source });
      return [source];
    });
    if (sources.length === 0) {
      this.#sources.clear();
      this.#lines.clear();
    }
    return sources;
  }

  #splitFrom(script: string, look: ImportLook, sources: readonly SplitSource[]): string | undefined {
    const sha256 = look.hashOf(script);
    if (sha256 === undefined || sources.length === 0 || this.#read(script).entries.length > 0)
      return undefined;
    const known = this.#lines.get(script);
    const lines = known?.sha256 === sha256 ? known.lines : countLines(this.textOf(script) ?? '');
    this.#lines.set(script, { sha256, lines });
    return originOf(lines, sources);
  }

  #lostScript(script: string) {
    const hashes = this.#read(script).entries.map(({ sha256 }) => sha256);
    const last = hashes.findLast((sha256) => this.keptText(sha256) !== undefined);
    return {
      script,
      hashes: new Set(hashes),
      text: last === undefined ? undefined : this.keptText(last),
    };
  }

  /** Also one that is too large, or that lies where no project's modules are. */
  #isThere(script: string): boolean {
    return statSync(path.join(this.#layout.folder, script), { throwIfNoEntry: false }) !== undefined;
  }

  /** Code owners; read anew with every look at all scripts. */
  ownersOf(script: string): string[] {
    this.#owners ??= readCodeOwners(this.#layout.folder);
    const { top, text } = this.#owners;
    const relative = path.relative(top, path.join(this.#layout.folder, script)).split(path.sep).join('/');
    return codeOwners(text, relative);
  }
}

/** As `standingOf` wants them. */
export function textsNow({ sha256, imports }: Pick<ScriptReview, 'sha256' | 'imports'>): ReviewedTexts {
  return {
    sha256,
    // One that is too large to be read is told of by `imports`.
    imports: new Map(
      imports.modules.flatMap(({ path: at, sha256: hash }) => (hash === undefined ? [] : [[at, hash]])),
    ),
  };
}

/** Of the repository that the folder is in; found by its .git, without asking git. */
function readCodeOwners(folder: string): { top: string; text: string } {
  let top = folder;
  for (let at = folder; ; at = path.dirname(at)) {
    if (statSync(path.join(at, '.git'), { throwIfNoEntry: false }) !== undefined) {
      top = at;
      break;
    }
    if (path.dirname(at) === at) break;
  }
  for (const name of codeOwnersFiles) {
    const file = path.join(top, name);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true)
      return { top, text: readFileSync(file, 'utf8') };
  }
  return { top, text: '' };
}

function stampOf(file: string): string {
  const info = statSync(file, { throwIfNoEntry: false });
  return info === undefined ? '' : [info.size, info.mtimeMs, info.ctimeMs, info.ino].join(' ');
}
