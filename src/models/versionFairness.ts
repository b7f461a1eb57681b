/** Puts a fairness report beside the versions of a model: all of it in a file, what decides in the model's own. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { KeptFairness } from '../protocol/keptFairness.ts';
import type { FairnessMark } from '../records/fairnessMark.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import { modelFileName } from './modelFileName.ts';
import type { ModelRegistry } from './modelRegistry.ts';

export interface FairnessToAttach {
  readonly kept: KeptFairness;
  readonly mark: FairnessMark;
}

/** Versions whose model wrote these predictions: registered from that run, or of the same bytes as the model that the run names. */
export function versionsJudgedBy(
  models: Iterable<RegisteredModel>,
  { run, models: hashes }: KeptFairness,
): { readonly name: string; readonly version: number }[] {
  const isJudged = ({ run: madeBy, artifact }: ModelVersion) =>
    artifact?.sha256 !== undefined && hashes.length > 0
      ? hashes.includes(artifact.sha256)
      : madeBy === run.id;
  return [...models].flatMap(({ name, versions }) =>
    versions.filter(isJudged).map(({ version }) => ({ name, version })),
  );
}

/** `dir`: .cairn/models. Rejects as `ModelRegistry.change` and the file system do. */
export async function attachFairness(
  { registry, dir }: { readonly registry: ModelRegistry; readonly dir: string },
  { name, version }: { readonly name: string; readonly version: number },
  { kept, mark }: FairnessToAttach,
): Promise<void> {
  const { report } = kept;
  const folder = modelFileName(name).replace(/\.yaml$/, '');
  const place = `${folder}/v${String(version)}-fairness.json`;
  const text = `${JSON.stringify(kept, undefined, 1)}\n`;
  mkdirSync(path.join(dir, folder), { recursive: true });
  writeFileAtomic(path.join(dir, place), text);
  await registry.change(name, (edit) =>
    edit.setFairness(version, {
      verdict: mark.verdict ?? undefined,
      says: mark.says ?? kept.sentence ?? undefined,
      at: new Date(kept.made).toISOString(),
      run: kept.run.id,
      runName: kept.run.name,
      rows: report.n,
      predictions: { path: kept.predictions.path, sha256: kept.predictions.sha256 },
      policy: mark.policy,
      until: mark.until,
      limits: (report.policy?.limits ?? []).map(({ attribute, metric, kind, ...found }) => ({
        ...{ attribute, metric, kind, limit: found.limit, verdict: found.verdict },
        value: found.value ?? undefined,
        low: found.low ?? undefined,
        high: found.high ?? undefined,
      })),
      report: { path: place, sha256: createHash('sha256').update(text).digest('hex') },
    }),
  );
}
