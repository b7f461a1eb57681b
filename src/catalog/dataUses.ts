/** Which runs and model versions read a dataset, and whether what they read is still what is on disk. */
import { t } from '../base/l10n.ts';
import type { Dataset } from '../records/dataset.ts';
import type { DiskState } from './diskState.ts';

/** One dataset as one run read it. */
export interface DataRead {
  readonly run: string;
  readonly runName: string;
  readonly script: string | undefined;
  /** ms since 1970. */
  readonly started: number;
  readonly name: string;
  /** As the run calls it; '' when it does not. */
  readonly version: string;
  readonly location: string | undefined;
  /** SHA-256, hex. */
  readonly hash: string | undefined;
  /** The best run of its script. */
  readonly isBest: boolean;
}

/** A model version with the run that made it. */
export interface ModelOfRun {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly run: string | undefined;
}

export interface ReadVersion extends DataRead {
  /** Of the catalog; undefined: not known, or none has what was read. */
  readonly number: number | undefined;
  readonly models: readonly ModelOfRun[];
}

/** Of every dataset, by its name. `reads`: newest first. */
export function dataUses(
  datasets: ReadonlyMap<string, Dataset>,
  reads: readonly DataRead[],
  models: readonly ModelOfRun[],
): ReadonlyMap<string, readonly ReadVersion[]> {
  const byName = new Map<string, string>();
  const byHash = new Map<string, string>();
  for (const [name, { location, versions }] of datasets) {
    byName.set(location, name);
    for (const { hash } of versions) byHash.set(hash, name);
  }
  for (const name of datasets.keys()) byName.set(name, name);
  const modelsOf = new Map<string | undefined, ModelOfRun[]>();
  for (const model of models) modelsOf.set(model.run, [...(modelsOf.get(model.run) ?? []), model]);
  const uses = new Map<string, ReadVersion[]>();
  for (const read of reads) {
    const name = byName.get(read.name) ?? byName.get(read.location ?? '') ?? byHash.get(read.hash ?? '');
    const entry = datasets.get(name ?? '');
    if (name === undefined || entry === undefined) continue;
    const list = uses.get(name) ?? [];
    uses.set(name, list);
    list.push({ ...read, number: versionRead(entry, read), models: modelsOf.get(read.run) ?? [] });
  }
  return uses;
}

/** What the champions and the best runs read and what is not there any more; nothing while the disk is not read. */
export function behindOf(reads: readonly ReadVersion[], disk: DiskState): string[] {
  const { hash } = disk;
  if (hash === undefined) return [];
  const sentences: string[] = [];
  for (const read of reads) {
    if (read.hash === undefined || read.hash === hash) continue;
    const what = read.number === undefined ? t('content that is in no version') : `v${String(read.number)}`;
    const champion = read.models.find(({ aliases }) => aliases.includes('champion'));
    if (champion !== undefined)
      sentences.push(
        t(
          '{0} v{1} (champion) was trained on {2}, which is not what is on disk.',
          champion.model,
          champion.version,
          what,
        ),
      );
    if (champion === undefined && read.isBest)
      sentences.push(
        t(
          'The best run of {0}, {1}, read {2}, which is not what is on disk.',
          read.script ?? t('its command'),
          read.runName,
          what,
        ),
      );
  }
  return [...new Set(sentences)];
}

/** By its content, else by the number that the run names: `3`, `v3`. */
function versionRead({ versions }: Dataset, { hash, version }: DataRead): number | undefined {
  if (hash !== undefined) return versions.find((one) => one.hash === hash)?.version;
  const [, digits] = /^v?(\d+)$/i.exec(version) ?? [];
  return versions.find((one) => one.version === Number(digits))?.version;
}
