/** What a new version records of the run that made it: enough to answer for the model when the run is gone. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import type { MetricShape, RunDetail } from '../protocol/runShape.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import type { CairnConfig } from '../records/config.ts';
import type { Dataset } from '../records/dataset.ts';
import { guessDirection, guessObjective, isJudged } from '../records/metric.ts';
import type { ModelVersion, VersionDataset, VersionMetric } from '../records/modelVersion.ts';
import { parametersSaid } from '../records/parameterCount.ts';
import { runPaths, runDir, layoutOf } from '../storage/layout.ts';
import { hashArtifact, type Hashing } from './artifactHash.ts';
import { signatureColumns } from './signatureColumns.ts';

export interface RunToRegister {
  readonly detail: RunDetail;
  /** Workspace folder, absolute. */
  readonly folder: string;
  readonly config: CairnConfig;
  /** Of datasets.yaml, by name. */
  readonly datasets: ReadonlyMap<string, Dataset>;
}

/** The file or folder that is the model: where it lies, and what the version says of that. */
export interface ArtifactToRegister {
  /** Absolute. */
  readonly file: string;
  /** `kept`, or a path as people would write it. */
  readonly location: string;
  /** Among the artifacts of the run, when it is kept there. */
  readonly path: string | undefined;
}

type Facts = Omit<Partial<ModelVersion>, 'version' | 'created' | 'by' | 'description' | 'tags' | 'model'>;

/** Reads all of the artifact. Rejects with errors of the operating system, and UserError `artifact`. */
export async function factsOf(
  run: RunToRegister,
  artifact: ArtifactToRegister,
  hashing: Hashing = {},
): Promise<Facts> {
  const { sha256, size, files } = await hashArtifact(artifact.file, hashing);
  return {
    ...(await factsOfRun(run)),
    path: artifact.path,
    artifact: { location: artifact.location, sha256, size, files },
    ...(await factsOfFiles(run, artifact.file)),
  };
}

/** Where its artifacts lie: those of another tool are left there. */
export function placeInRun(
  { detail, folder }: Pick<RunToRegister, 'detail' | 'folder'>,
  artifact: { readonly path: string; readonly linked: boolean },
): ArtifactToRegister {
  if (artifact.linked) return placeInFolder(folder, path.resolve(folder, artifact.path));
  if (detail.artifactFolder !== null)
    return placeInFolder(folder, path.resolve(detail.artifactFolder, artifact.path));
  const root = runPaths(runDir(layoutOf(folder), detail.id)).artifacts;
  return { file: path.resolve(root, artifact.path), location: 'kept', path: artifact.path };
}

/** A file that no run keeps: named from the workspace folder where it lies in it. */
export function placeInFolder(folder: string, file: string): ArtifactToRegister {
  const relative = path.relative(folder, file);
  const isOutside = relative.split(path.sep)[0] === '..' || path.isAbsolute(relative);
  const location = (isOutside ? file : relative).split(path.sep).join('/');
  return { file, location, path: undefined };
}

/** What needs no look at the model's own files. */
export async function factsOfRun({ detail, folder, config, datasets }: RunToRegister): Promise<Facts> {
  const { interpreter, git, script, scriptHash } = detail;
  const packages = await packagesHash(runPaths(runDir(layoutOf(folder), detail.id)).packages);
  return {
    run: detail.id,
    runName: detail.name,
    metrics: metricsOf(detail, config),
    datasets: detail.datasets.map((use) => datasetOf(use, datasets)),
    script: script === null ? undefined : { path: script, sha256: scriptHash ?? undefined },
    commit: git?.commit,
    uncommitted: git?.changedLines,
    environment:
      interpreter === null
        ? undefined
        : {
            interpreter: interpreter.version,
            packages: interpreter.packages,
            sha256: packages,
            notable: interpreter.notable,
          },
  };
}

/** What its own files say: columns and parameters; the run counts where they do not say how many. */
export async function factsOfFiles(
  { detail }: Pick<RunToRegister, 'detail'>,
  file: string,
): Promise<Pick<Facts, 'features' | 'parameters'>> {
  const metrics = Object.entries(detail.metrics).map(
    ([key, { last }]) => [key, fromJsonNumber(last)] as const,
  );
  const said = parametersSaid(metrics, Object.entries(detail.params));
  // Its readers are needed when a version is registered, and by no window before.
  const { countParameters } = await import('./parameters/countParameters.ts');
  return {
    features: await signatureColumns(file),
    parameters: (await countParameters(file)) ?? wholeOf(said),
  };
}

function wholeOf(number: number | undefined): number | undefined {
  return number === undefined || number < 0 ? undefined : Math.round(number);
}

function metricsOf(detail: RunDetail, config: CairnConfig): Record<string, VersionMetric> {
  const own = Object.entries(detail.metrics).filter(([key]) => !key.startsWith('system/'));
  const objective = detail.objective?.key ?? guessObjective(own.map(([key]) => key));
  // Of hundreds, those that models are judged by.
  const rank = (key: string) => (key === objective ? 0 : isStated(key, config) || isJudged(key) ? 1 : 2);
  const chosen =
    own.length > mostMetrics ? own.toSorted(([a], [b]) => rank(a) - rank(b)).slice(0, mostMetrics) : own;
  return Object.fromEntries(chosen.map(([key, shape]) => [key, metricOf(key, shape, config)]));
}

const mostMetrics = 100;

function metricOf(
  key: string,
  { last, best, bestStep, step }: MetricShape,
  config: CairnConfig,
): VersionMetric {
  const direction = isStated(key, config)?.direction ?? guessDirection(key);
  const isAJudge = isStated(key, config) !== undefined || isJudged(key);
  const atEnd = fromJsonNumber(last);
  if (!isAJudge || best === null || bestStep === null)
    return { value: atEnd, direction: isAJudge ? direction : undefined, step, last: undefined };
  const value = fromJsonNumber(best);
  return { value, direction, step: bestStep, last: Object.is(value, atEnd) ? undefined : atEnd };
}

function isStated(key: string, { objective, objectives = [] }: CairnConfig) {
  return [objective, ...objectives].find((goal) => goal?.metric === key);
}

/** The version that the catalog knows by the content that the run read, else by the hash, number or digest that it named. */
function datasetOf(
  { name, role, version, location, hash: read }: RunDetail['datasets'][number],
  datasets: ReadonlyMap<string, Dataset>,
): VersionDataset {
  const isIt = ([known, entry]: readonly [string, Dataset]) =>
    known === name || entry.location === name || entry.location === location;
  const [known, entry] =
    [...datasets].find(isIt) ??
    [...datasets].find(([, { versions }]) => versions.some(({ hash }) => hash === read)) ??
    [];
  const said = read ?? version ?? '';
  const found = entry?.versions.find(
    (each) =>
      each.hash === said ||
      (/^[0-9a-f]{8,}$/.test(said) && each.hash.startsWith(said)) ||
      (read === null && `v${String(each.version)}` === said.replace(/^(?=\d+$)/, 'v')),
  );
  const hash = found?.hash ?? (/^[0-9a-f]{64}$/.test(said) ? said : undefined);
  const digest = version === null || hash !== undefined ? undefined : version;
  return { name: known ?? name, role: role ?? undefined, version: found?.version, hash, digest };
}

async function packagesHash(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}
