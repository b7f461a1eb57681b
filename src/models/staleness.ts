/** Where what a version says of its making no longer holds: its evidence is of another time. */
import { t } from '../base/l10n.ts';
import type { ModelVersion } from '../records/modelVersion.ts';
import type { VerifiedState } from './artifactPlace.ts';

/** What there is now of what the version names. */
export interface Now {
  readonly run: 'here' | 'gone';
  /** SHA-256; null: the script is gone; undefined: not looked at. */
  readonly script: string | null | undefined;
  readonly artifact: VerifiedState;
  /** By the name of a dataset: what is on disk, or the newest version of datasets.yaml where that is not known. */
  readonly datasets: ReadonlyMap<string, DatasetNow | undefined>;
  /** Names in features.yaml that are deprecated. */
  readonly deprecated: ReadonlySet<string>;
  /** Stamp of the fairness policy. */
  readonly policy: string | undefined;
}

export interface DatasetNow {
  /** Undefined: what is on disk is in no version of datasets.yaml. */
  readonly version: number | undefined;
  readonly hash: string;
}

export interface StaleFact {
  readonly what: 'run' | 'script' | 'artifact' | 'dataset' | 'feature' | 'fairness';
  /** Of a dataset or feature. */
  readonly name: string | null;
  /** One sentence. */
  readonly sentence: string;
}

export function staleness(version: ModelVersion, now: Now): StaleFact[] {
  return [
    ...artifactFacts(version, now),
    ...datasetFacts(version, now),
    ...scriptFacts(version, now),
    ...fairnessFacts(version, now),
    ...version.features
      .filter((name) => now.deprecated.has(name))
      .map((name) => fact('feature', t('The feature {0} is deprecated.', name), name)),
    ...(version.run !== undefined && now.run === 'gone'
      ? [
          fact(
            'run',
            t('The run {0} is not here any more; this record is what is left of it.', runOf(version)),
          ),
        ]
      : []),
  ];
}

function artifactFacts({ artifact, path }: ModelVersion, now: Now): StaleFact[] {
  const name = path ?? artifact?.location ?? '';
  if (now.artifact === 'gone') return [fact('artifact', t('The artifact is gone: {0} is not there.', name))];
  if (now.artifact === 'differs')
    return [fact('artifact', t('The artifact has changed since it was registered: {0}', name))];
  return [];
}

function datasetFacts({ datasets }: ModelVersion, now: Now): StaleFact[] {
  return datasets.flatMap(({ name, version, hash }) => {
    const latest = now.datasets.get(name);
    if (latest === undefined || (version === undefined && hash === undefined)) return [];
    if (hash === undefined ? latest.version === version : latest.hash === hash) return [];
    const was = version === undefined ? (hash ?? '').slice(0, 7) : `v${String(version)}`;
    const sentence =
      latest.version === undefined
        ? t('{0} on disk is in no version of the catalog; the run read {1}.', name, was)
        : t('{0} is at version {1} now; the run read {2}.', name, latest.version, was);
    return [fact('dataset', sentence, name)];
  });
}

function scriptFacts({ script }: ModelVersion, now: Now): StaleFact[] {
  if (script === undefined || now.script === undefined) return [];
  if (now.script === null) return [fact('script', t('The script {0} is not there any more.', script.path))];
  if (script.sha256 === undefined || script.sha256 === now.script) return [];
  return [fact('script', t('The script {0} has changed since the run.', script.path))];
}

function fairnessFacts({ fairness }: ModelVersion, { policy }: Now): StaleFact[] {
  if (fairness?.policy === undefined || fairness.policy === policy) return [];
  return [fact('fairness', t('The fairness limits in config.yaml are others than it was judged by.'))];
}

function fact(what: StaleFact['what'], sentence: string, name?: string): StaleFact {
  return { what, name: name ?? null, sentence };
}

function runOf({ run, runName }: ModelVersion): string {
  return runName ?? run ?? '';
}
