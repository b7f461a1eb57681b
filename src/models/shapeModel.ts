/** A registered model in the shapes that the command line, the tree and the model page share. */
import type {
  AliasMoveShape,
  ModelDetail,
  ModelRow,
  ShownMetric,
  VersionDetail,
  VersionRow,
} from '../protocol/modelShape.ts';
import { toJsonNumber } from '../protocol/jsonNumber.ts';
import { guessObjective } from '../records/metric.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import { stoodBefore } from './aliasMoves.ts';

/** What versions are measured against. */
const champion = 'champion';

export interface Surroundings {
  /** What a run is called; undefined when its record is not here any more. */
  readonly nameOfRun: (id: string) => string | undefined;
  /** Stamp of the fairness policy in config.yaml. */
  readonly policy: string | undefined;
  /** Asked for in config.yaml. */
  readonly objective: string | undefined;
}

export function modelRow(
  model: RegisteredModel,
  around: Pick<Surroundings, 'nameOfRun' | 'policy'>,
): ModelRow {
  return {
    name: model.name,
    description: model.description ?? null,
    versions: newestFirst(model).map((version) => rowOf(version, aliasesOf(model), around)),
  };
}

/** Of one version when it is named, else of the champion, else of the newest. */
export function versionToShow(
  { versions, aliases }: RegisteredModel,
  wanted: number | undefined,
): ModelVersion | undefined {
  const at = (number: number | undefined) => versions.find(({ version }) => version === number);
  if (wanted !== undefined) return at(wanted);
  return at(aliases[champion]) ?? versions.reduce<ModelVersion | undefined>(newer, undefined);
}

/** Everything but what needs a look at the disk. */
export function modelDetailOf(
  model: RegisteredModel,
  shown: VersionDetail | null,
  around: Surroundings,
): Omit<ModelDetail, 'problems'> {
  const { objective } = around;
  const keys = shown?.metrics.map(({ key }) => key) ?? [];
  const metric = objective !== undefined && keys.includes(objective) ? objective : guessObjective(keys);
  const aliases = aliasesOf(model);
  const versions = newestFirst(model);
  const before = versions.find(({ version }) => shown !== null && version < shown.version);
  const best = versions.find(({ version }) => version === model.aliases[champion]);
  return {
    name: model.name,
    server: null,
    description: model.description ?? null,
    tags: model.tags,
    metric: metric ?? null,
    versions: versions.map((version) => {
      const value = metric === undefined ? undefined : version.metrics[metric]?.value;
      return {
        ...rowOf(version, aliases, around),
        value: value === undefined ? null : toJsonNumber(value),
      };
    }),
    history: model.history.map(moveShape).reverse(),
    rollBacks: [...new Set(model.history.map(({ alias }) => alias))].flatMap((alias) => {
      const to = stoodBefore(model, alias);
      return to === undefined ? [] : [{ alias, to }];
    }),
    shown,
    champion: best === undefined || best.version === shown?.version ? null : rivalOf(best),
    before: before === undefined ? null : rivalOf(before),
  };
}

export function versionDetailOf(
  model: RegisteredModel,
  version: ModelVersion,
  around: Pick<Surroundings, 'nameOfRun' | 'policy'> &
    Pick<VersionDetail, 'stale'> & {
      readonly hasDataset: (name: string) => boolean;
      /** Undefined: features.yaml has no such feature. */
      readonly feature: (name: string) => { readonly dataset: string | undefined } | undefined;
    },
): VersionDetail {
  const { artifact, environment, script } = version;
  return {
    ...rowOf(version, aliasesOf(model), around),
    judged: judgedOf(version, around),
    by: version.by ?? null,
    description: version.description ?? null,
    tags: version.tags,
    path: version.path ?? null,
    artifact:
      artifact === undefined
        ? null
        : {
            location: artifact.location,
            sha256: artifact.sha256 ?? null,
            size: artifact.size ?? null,
            files: artifact.files ?? null,
          },
    parameters: version.parameters ?? null,
    metrics: metricsOf(version),
    datasets: version.datasets.map((use) => ({
      ...{ name: use.name, role: use.role ?? null, version: use.version ?? null },
      ...{ hash: use.hash ?? null, digest: use.digest ?? null },
      known: around.hasDataset(use.name),
    })),
    features: version.features.map((name) => {
      const found = around.feature(name);
      return { name, dataset: found?.dataset ?? null, known: found !== undefined };
    }),
    script: script === undefined ? null : { path: script.path, sha256: script.sha256 ?? null },
    commit: version.commit ?? null,
    uncommitted: version.uncommitted ?? null,
    environment:
      environment === undefined
        ? null
        : {
            interpreter: environment.interpreter ?? null,
            packages: environment.packages ?? null,
            sha256: environment.sha256 ?? null,
            notable: environment.notable,
          },
    stale: around.stale,
  };
}

function judgedOf(
  { fairness }: ModelVersion,
  { nameOfRun }: Pick<Surroundings, 'nameOfRun'>,
): VersionDetail['judged'] {
  if (fairness === undefined) return null;
  const { says, at, run, runName, rows, predictions, report, limits } = fairness;
  const orNull = (value: number | undefined) => (value === undefined ? null : toJsonNumber(value));
  return {
    ...{ says: says ?? null, at: at ?? null, run: run ?? null, runName: runName ?? run ?? null },
    runHere: run !== undefined && nameOfRun(run) !== undefined,
    ...{ rows: rows ?? null, predictions: predictions?.path ?? null, report: report?.path ?? null },
    limits: limits.map(({ value, low, high, limit, ...named }) => ({
      ...{ ...named, value: orNull(value), low: orNull(low), high: orNull(high) },
      limit: toJsonNumber(limit),
    })),
  };
}

function metricsOf({ metrics }: ModelVersion): ShownMetric[] {
  return Object.entries(metrics).map(([key, { value, direction, step }]) => ({
    key,
    value: toJsonNumber(value),
    direction: direction ?? null,
    step: step ?? null,
  }));
}

function rivalOf(version: ModelVersion): NonNullable<ModelDetail['champion']> {
  return { version: version.version, metrics: metricsOf(version) };
}

function rowOf(
  { version, run, runName, created, fairness }: ModelVersion,
  aliases: ReadonlyMap<number, string[]>,
  { nameOfRun, policy }: Pick<Surroundings, 'nameOfRun' | 'policy'>,
): VersionRow {
  const here = run === undefined ? undefined : nameOfRun(run);
  return {
    version,
    aliases: aliases.get(version) ?? [],
    run: run ?? null,
    // What the file says is what it was called then.
    runName: runName ?? here ?? run ?? null,
    runHere: here !== undefined,
    created: created ?? null,
    fairness:
      fairness?.verdict === undefined
        ? null
        : {
            verdict: fairness.verdict,
            isStale: fairness.policy !== policy,
            until: fairness.until ?? null,
          },
  };
}

/** By version. */
function aliasesOf({ aliases }: RegisteredModel): ReadonlyMap<number, string[]> {
  const found = new Map<number, string[]>();
  for (const [alias, version] of Object.entries(aliases))
    found.set(version, [...(found.get(version) ?? []), alias]);
  return found;
}

function newestFirst({ versions }: RegisteredModel): readonly ModelVersion[] {
  return [...versions].sort((a, b) => b.version - a.version);
}

function newer(best: ModelVersion | undefined, next: ModelVersion): ModelVersion {
  return best === undefined || next.version > best.version ? next : best;
}

function moveShape({
  alias,
  from,
  to,
  at,
  by,
  reason,
  rollBack,
}: RegisteredModel['history'][number]): AliasMoveShape {
  return {
    ...{ alias, from: from ?? null, to: to ?? null, at: at ?? null, by: by ?? null },
    ...{ reason: reason ?? null, rollBack: rollBack ?? false },
  };
}
