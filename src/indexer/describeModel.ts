/** One registered model with all that is known of a version of it, and whether its evidence still holds: files, runs and catalog meet. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import type { DiskState } from '../catalog/diskState.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import { lookAtArtifact } from '../models/artifactPlace.ts';
import { modelDetailOf, versionDetailOf, versionToShow, type Surroundings } from '../models/shapeModel.ts';
import { staleness, type DatasetNow } from '../models/staleness.ts';
import type { ModelDetail } from '../protocol/modelShape.ts';
import type { Dataset, DatasetVersion } from '../records/dataset.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import type { Layout } from '../storage/layout.ts';

export interface AskedVersion {
  /** Undefined: the champion, else the newest. */
  readonly version: number | undefined;
  /** Whether files outside of the folder may be looked at. */
  readonly outside: boolean;
}

export interface Around extends Surroundings {
  readonly layout: Layout;
  readonly catalog: Pick<Catalog, 'datasets' | 'features'>;
  /** As far as it is known without reading files. */
  readonly disk: (dataset: string) => Pick<DiskState, 'hash' | 'version'> | undefined;
}

export async function describeModel(
  model: RegisteredModel,
  asked: AskedVersion,
  around: Around,
): Promise<Omit<ModelDetail, 'problems'>> {
  const version = versionToShow(model, asked.version);
  if (version === undefined) return modelDetailOf(model, null, around);
  const evidence = await evidenceOf(version, asked, around);
  const shown = versionDetailOf(model, version, { ...around, ...evidence });
  return modelDetailOf(model, shown, around);
}

async function evidenceOf(
  version: ModelVersion,
  { outside }: AskedVersion,
  { layout, nameOfRun, policy, catalog: { datasets, features }, disk }: Around,
) {
  const stale = staleness(version, {
    run: version.run !== undefined && nameOfRun(version.run) === undefined ? 'gone' : 'here',
    script: await hashOfScript(layout.folder, version.script?.path),
    artifact: await lookAtArtifact(version, { folder: layout.folder, outside }),
    datasets: new Map(version.datasets.map(({ name }) => [name, datasetNow(datasets.get(name), disk(name))])),
    policy,
    deprecated: new Set(version.features.filter((name) => features.get(name)?.deprecated !== undefined)),
  });
  return {
    stale,
    hasDataset: (name: string) => datasets.has(name),
    feature: (name: string) => features.get(name),
  };
}

function datasetNow(entry: Dataset | undefined, disk: ReturnType<Around['disk']>): DatasetNow | undefined {
  if (disk?.hash !== undefined) return { hash: disk.hash, version: disk.version };
  return entry?.versions.reduce<DatasetVersion | undefined>(
    (newest, next) => (newest === undefined || next.version > newest.version ? next : newest),
    undefined,
  );
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
