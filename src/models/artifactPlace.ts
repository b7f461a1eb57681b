/** Where the files of a version lie, and whether they are still what was registered. */
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import type { ModelVersion } from '../records/modelVersion.ts';
import { runId } from '../records/runId.ts';
import { layoutOf, runDir, runPaths } from '../storage/layout.ts';
import { filesOf, hashArtifact, type HashedArtifact, type Hashing } from './artifactHash.ts';

/** `elsewhere`: not on this disk, or outside of a folder that is not trusted. */
export type ArtifactPlace =
  { readonly kind: 'here'; readonly file: string } | { readonly kind: 'elsewhere' | 'unrecorded' };

export interface PlaceOptions {
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** Whether files outside of it may be looked at. */
  readonly outside: boolean;
}

/** Model files come from other people: no path in them leads out of where it should. */
export function placeOf(
  { run, path: inRun, artifact }: Pick<ModelVersion, 'run' | 'path' | 'artifact'>,
  { folder, outside }: PlaceOptions,
): ArtifactPlace {
  const location = artifact?.location ?? 'kept';
  if (location === 'kept') {
    if (!runId.safeParse(run).success || run === undefined) return { kind: 'unrecorded' };
    const root = runPaths(runDir(layoutOf(folder), run)).artifacts;
    const file = path.resolve(root, inRun ?? '');
    return isInside(root, file) ? { kind: 'here', file } : { kind: 'elsewhere' };
  }
  if (/^[a-z][a-z\d+.-]+:/i.test(location)) return { kind: 'elsewhere' };
  const file = path.resolve(folder, location);
  return outside || isInside(folder, file) ? { kind: 'here', file } : { kind: 'elsewhere' };
}

export type VerifiedState = 'same' | 'differs' | 'gone' | 'elsewhere' | 'unrecorded';

export interface Verified {
  readonly state: VerifiedState;
  readonly found: HashedArtifact | undefined;
}

/** Reads all of it and compares; `unrecorded`: there is no hash to compare with. */
export async function verifyArtifact(
  version: Pick<ModelVersion, 'run' | 'path' | 'artifact'>,
  options: PlaceOptions & Hashing,
): Promise<Verified> {
  const place = placeOf(version, options);
  if (place.kind !== 'here') return { state: place.kind, found: undefined };
  try {
    const found = await hashArtifact(place.file, options);
    const wanted = version.artifact?.sha256;
    if (wanted === undefined) return { state: 'unrecorded', found };
    return { state: found.sha256 === wanted ? 'same' : 'differs', found };
  } catch (error) {
    if (isMissing(error)) return { state: 'gone', found: undefined };
    throw error;
  }
}

/** As verifying, from names and sizes alone: what looks the same may differ. */
export async function lookAtArtifact(
  version: Pick<ModelVersion, 'run' | 'path' | 'artifact'>,
  options: PlaceOptions,
): Promise<VerifiedState> {
  const place = placeOf(version, options);
  if (place.kind !== 'here') return place.kind;
  try {
    const { files } = await filesOf(place.file);
    const { size, files: count } = version.artifact ?? {};
    if (size === undefined) return 'unrecorded';
    const now = files.reduce((sum, file) => sum + file.size, 0);
    return now === size && (count === undefined || count === files.length) ? 'same' : 'differs';
  } catch (error) {
    if (isMissing(error)) return 'gone';
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
