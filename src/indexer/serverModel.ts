/** One registered model of the connected server with all that is known there of a version of it, in the shape of the folder's own models. */
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import { modelDetailOf, versionDetailOf, versionToShow } from '../models/shapeModel.ts';
import type { ModelDetail, VersionDetail } from '../protocol/modelShape.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import { columnNames } from '../sources/datasetColumns.ts';
import type { FoundRuns } from '../sources/mlflowServer/runsByIds.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { isMissing } from '../sources/mlflowServer/serverError.ts';
import {
  modelByName,
  modelFileText,
  versionByNumber,
  versionsPage,
} from '../sources/mlflowServer/serverModels.ts';
import type { ListedModel, ListedVersion, ServerRun } from '../sources/mlflowServer/serverShapes.ts';
import { readMlmodel, type Mlmodel } from './mlmodel.ts';
import { runNamesOf, registeredModelOf, runsOf, runsUnread } from './serverVersions.ts';

export interface AskedServerModel {
  readonly name: string;
  /** Undefined: the champion, else the newest. */
  readonly version: number | undefined;
}

export interface AroundServer {
  readonly catalog: Pick<Catalog, 'datasets' | 'features'>;
  /** Asked for in config.yaml. */
  readonly objective: string | undefined;
}

/** Null: the server has no such model (any more). Rejects with ServerError where it cannot be asked. */
export async function describeServerModel(
  server: ServerConnection,
  asked: AskedServerModel,
  { catalog, objective }: AroundServer,
): Promise<ModelDetail | null> {
  const { label, uri } = server.address;
  const problems: Problem[] = [];
  const say = (message: string) => problems.push({ where: label, message });
  const listed = await orMissing(modelByName(server, asked.name));
  if (listed === undefined) return null;
  const versions = await versionsOf(server, listed, asked, say);
  const bare = registeredModelOf({ listed, versions, found: noRuns }, uri);
  const wanted = versionToShow(bare, asked.version)?.version;
  const told = versions.find(({ version }) => version === wanted);
  const [found, file] = await Promise.all([
    runsOf(server, inOrder(bare, versions, wanted)),
    told === undefined ? undefined : modelFileOf(server, told, say),
  ]);
  if (found.problem !== undefined) say(runsUnread(found.problem));
  const model = registeredModelOf({ listed, versions, found }, uri);
  const nameOfRun = runNamesOf(found, uri);
  const version = versionToShow(model, asked.version);
  if (told !== undefined && told.status !== '' && told.status !== 'READY')
    say(t('The server says of version {0}: {1} {2}', told.version, told.status, told.status_message).trim());
  const run = told && found.runs.get(told.run_id);
  const shown =
    version && shownVersion(model, withFile(version, file, run, catalog), { nameOfRun, run, catalog });
  return {
    ...modelDetailOf(model, shown ?? null, { nameOfRun, objective, policy: undefined }),
    server: label,
    problems: problems.map(({ where, message }) => ({ where, message })),
  };
}

/** As many as can be listed, newest first, with those that an alias stands for and the one that was asked for. */
async function versionsOf(
  server: ServerConnection,
  { aliases }: ListedModel,
  { name, version: wanted }: AskedServerModel,
  say: (message: string) => void,
): Promise<readonly ListedVersion[]> {
  const versions = new Map<number, ListedVersion>();
  let page: string | undefined;
  for (let pages = 0; pages === 0 || (page !== undefined && pages < mostPages); pages += 1) {
    const { items, next, problems } = await versionsPage(server, { name, page });
    for (const item of items) versions.set(item.version, item);
    for (const { message } of problems) say(message);
    page = next;
  }
  if (page !== undefined) {
    say(t('Only the newest {0} versions are listed.', versions.size));
    const more = [...aliases.map(({ version }) => version), ...(wanted === undefined ? [] : [wanted])];
    for (const version of new Set(more.slice(0, mostExtra))) {
      if (versions.has(version)) continue;
      const found = await orMissing(versionByNumber(server, { name, version }));
      if (found !== undefined) versions.set(version, found);
    }
  }
  return [...versions.values()].sort((a, b) => b.version - a.version);
}

/** The shown one, those it is held against, and then the newest: what is looked at is asked for first. */
function inOrder(
  { aliases }: RegisteredModel,
  versions: readonly ListedVersion[],
  shown: number | undefined,
): ListedVersion[] {
  const before = versions.find(({ version }) => shown !== undefined && version < shown)?.version;
  const first = [shown, aliases['champion'], before].flatMap((number) =>
    versions.filter(({ version }) => version === number),
  );
  return [...new Set([...first, ...versions])];
}

async function modelFileOf(
  server: ServerConnection,
  { name, version }: ListedVersion,
  say: (message: string) => void,
): Promise<Mlmodel | undefined> {
  try {
    return readMlmodel(await modelFileText(server, { name, version }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A version need not be a model of MLflow's: then there is nothing to say of its signature.
    if (!isMissing(error))
      say(t('The signature of version {0} could not be read: {1}', version, error.message));
    return undefined;
  }
}

function withFile(
  version: ModelVersion,
  file: Mlmodel | undefined,
  run: ServerRun | undefined,
  { features }: AroundServer['catalog'],
): ModelVersion {
  const schemas = (run?.inputs.dataset_inputs ?? []).flatMap(({ dataset }) => columnNames(dataset.schema));
  // Columns of the data hold the label too, so without a signature only those count that are known to be features.
  const learnt = file?.inputs.length ? file.inputs : schemas.filter((name) => features.has(name));
  const { artifact } = version;
  return {
    ...version,
    features: [...new Set(learnt)],
    artifact: artifact && { ...artifact, size: file?.size },
    environment:
      file === undefined || (file.python === undefined && Object.keys(file.libraries).length === 0)
        ? undefined
        : {
            interpreter: file.python === undefined ? undefined : `Python ${file.python}`,
            ...{ packages: undefined, sha256: undefined, notable: { ...file.libraries } },
          },
  };
}

function shownVersion(
  model: RegisteredModel,
  version: ModelVersion,
  of: {
    readonly nameOfRun: (id: string) => string | undefined;
    readonly run: ServerRun | undefined;
    readonly catalog: AroundServer['catalog'];
  },
): VersionDetail {
  const { datasets, features } = of.catalog;
  const isGone = version.run !== undefined && of.nameOfRun(version.run) === undefined;
  const deprecated = version.features.filter((name) => features.get(name)?.deprecated !== undefined);
  const stale = [
    ...deprecated.map((name) => ({
      ...{ what: 'feature' as const, name, sentence: t('The feature {0} is deprecated.', name) },
    })),
    ...(isGone
      ? [
          {
            ...{ what: 'run' as const, name: null },
            sentence: t('The run {0} is not on the server any more.', version.runName ?? ''),
          },
        ]
      : []),
  ];
  const detail = versionDetailOf(model, version, {
    ...{
      nameOfRun: of.nameOfRun,
      policy: undefined,
      stale,
      hasDataset: (name: string) => datasets.has(name),
    },
    feature: (name) => features.get(name),
  });
  return {
    ...detail,
    features: detail.features.map((one) => ({ ...one, dataset: one.dataset ?? homeOf(one.name, of.run) })),
  };
}

/** The one dataset of the run that has such a column. */
function homeOf(column: string, run: ServerRun | undefined): string | null {
  const homes = (run?.inputs.dataset_inputs ?? []).filter(({ dataset }) =>
    columnNames(dataset.schema).includes(column),
  );
  const names = new Set(homes.map(({ dataset }) => dataset.name));
  const [only] = names;
  return names.size === 1 && only !== undefined ? only : null;
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const noRuns: FoundRuns = { runs: new Map(), gone: new Set(), problem: undefined };
/** Of 200 versions. */
const mostPages = 5;
const mostExtra = 20;
