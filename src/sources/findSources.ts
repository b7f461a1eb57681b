/** Finds the records of other tools in a workspace: one walk over its folders, bounded, that follows no link. */
import type { Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { codeOf, messageOf, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { FoundSource, SourceKind } from './source.ts';

export interface Finding extends FoundSource {
  readonly kind: SourceKind;
}

export interface Findings {
  readonly found: readonly Finding[];
  readonly problems: readonly Problem[];
}

export interface FindOptions {
  /** Absolute. */
  readonly folder: string;
  readonly kinds: readonly SourceKind[];
  /** Lets others have the thread between two folders now and then. */
  readonly pause: () => Promise<void>;
  /** At most so many folders are looked into; the rest is named as a problem. */
  readonly mostFolders?: number;
}

export async function findSources(options: FindOptions): Promise<Findings> {
  const { folder, kinds, pause, mostFolders = usualMostFolders } = options;
  const found: Finding[] = [];
  const problems: Problem[] = [];
  // Breadth first: what lies near the top is found before the walk gets too long.
  const waiting: { readonly place: string; readonly depth: number }[] = [{ place: folder, depth: 0 }];
  let looked = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (looked >= mostFolders) {
      const message = t(
        'Only the first {0} folders were searched for records of other tools; the next would have been {1}.',
        mostFolders,
        path.relative(folder, next.place),
      );
      problems.push({ where: path.basename(folder), message });
      break;
    }
    looked += 1;
    if (looked % 50 === 0) await pause();
    const { place, depth } = next;
    const entries = await entriesOf(place, folder, problems);
    const here = withoutOwned(
      kinds.flatMap((kind) => kind.find(place, entries).map((source) => ({ ...source, kind }))),
    );
    found.push(...here);
    const taken = new Set(here.map(({ location }) => location));
    // What is a store as a whole is not looked into for others.
    if (taken.has(place) && here.some(({ kind }) => kind.ownsFolder)) continue;
    if (depth >= mostDepth) continue;
    for (const entry of entries) {
      const child = path.join(place, entry.name);
      if (entry.isDirectory() && !isSkipped(entry.name) && !taken.has(child))
        waiting.push({ place: child, depth: depth + 1 });
    }
  }
  return { found, problems };
}

/** Without what is a file of another one that was found: DVCLive's metrics.json on one line looks like a log. */
function withoutOwned(here: readonly Finding[]): readonly Finding[] {
  const owned = new Set(
    here.flatMap(({ kind, location }) => (kind.ownFiles ?? []).map((name) => path.join(location, name))),
  );
  return here.filter(({ location }) => !owned.has(location));
}

async function entriesOf(place: string, folder: string, problems: Problem[]): Promise<Dirent[]> {
  try {
    const entries = await fs.readdir(place, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A folder that is gone meanwhile is nothing to speak of.
    if (codeOf(error) === undefined) throw error;
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR')
      problems.push({ where: path.relative(folder, place), message: messageOf(error) });
    return [];
  }
}

/** Folders of tools and of installed packages, and hidden ones: nobody keeps records in them. */
function isSkipped(name: string): boolean {
  return name.startsWith('.') || skipped.has(name);
}

const skipped = new Set([
  'node_modules',
  'site-packages',
  '__pycache__',
  'venv',
  'env',
  'bower_components',
  'dist',
  'build',
  'target',
]);
const mostDepth = 8;
const usualMostFolders = 20_000;
