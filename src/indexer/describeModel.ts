/** One registered model with all that is known of a version of it, and whether its evidence still holds: files, runs and catalog meet. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import { lookAtArtifact } from '../models/artifactPlace.ts';
import { modelDetailOf, versionDetailOf, versionToShow, type Surroundings } from '../models/shapeModel.ts';
import { staleness } from '../models/staleness.ts';
import type { ModelDetail } from '../protocol/modelShape.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import type { Layout } from '../storage/layout.ts';

export interface AskedVersion {
  /** Undefined: the champion, else the newest. */
  readonly version: number | undefined;
  /** Whether files outside of the folder may be looked at. */
  readonly outside: boolean;
}

export async function describeModel(
  model: RegisteredModel,
  asked: AskedVersion,
  around: Surroundings & { readonly layout: Layout },
): Promise<Omit<ModelDetail, 'problems'>> {
  const version = versionToShow(model, asked.version);
  if (version === undefined) return modelDetailOf(model, null, around);
  const evidence = await evidenceOf(version, asked, around);
  const shown = versionDetailOf(model, version, { hasRun: around.hasRun, ...evidence });
  return modelDetailOf(model, shown, around);
}

async function evidenceOf(
  version: ModelVersion,
  { outside }: AskedVersion,
  { layout, hasRun }: Pick<Surroundings, 'hasRun'> & { readonly layout: Layout },
) {
  const { datasets, features } = await readCatalog(layout);
  const stale = staleness(version, {
    run: version.run !== undefined && !hasRun(version.run) ? 'gone' : 'here',
    script: await hashOfScript(layout.folder, version.script?.path),
    artifact: await lookAtArtifact(version, { folder: layout.folder, outside }),
    datasets: new Map(
      [...datasets].map(([name, { versions }]) => [
        name,
        versions.reduce<(typeof versions)[number] | undefined>(
          (newest, next) => (newest === undefined || next.version > newest.version ? next : newest),
          undefined,
        ),
      ]),
    ),
    deprecated: new Set(
      [...features].flatMap(([name, { deprecated }]) => (deprecated === undefined ? [] : [name])),
    ),
  });
  return {
    stale,
    hasDataset: (name: string) => datasets.has(name),
    feature: (name: string) => features.get(name),
  };
}

/** Null: it is gone. Undefined: there is none, or it is not in this folder. */
async function hashOfScript(folder: string, script: string | undefined): Promise<string | null | undefined> {
  const file = path.resolve(folder, script ?? '');
  if (script === undefined || !file.startsWith(folder + path.sep)) return undefined;
  try {
    const { size } = await stat(file);
    if (size > mostScript) return undefined;
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Bytes. */
const mostScript = 20_000_000;
