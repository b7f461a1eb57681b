/** A model of a tracking server as a registered model like any other: what the server and the runs there tell of its versions. */
import type { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { modelRow } from '../models/shapeModel.ts';
import type { ServerModelsPage, ServerVersionsPage } from '../protocol/serverShape.ts';
import { runsByIds, type FoundRuns } from '../sources/mlflowServer/runsByIds.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { runOnServer, serverKind } from '../sources/mlflowServer/serverKind.ts';
import { modelByName, modelsPage, versionsPage } from '../sources/mlflowServer/serverModels.ts';
import type { ListedModel, ListedVersion, ServerRun } from '../sources/mlflowServer/serverShapes.ts';
import { tagNames } from '../sources/mlflowWords.ts';
import { guessDirection, isJudged } from '../records/metric.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';

export interface ToldModel {
  readonly listed: ListedModel;
  /** Newest first. */
  readonly versions: readonly ListedVersion[];
  readonly found: FoundRuns;
}

export async function listedModels(
  server: ServerConnection,
  page: string | undefined,
): Promise<ServerModelsPage> {
  const { items, next, problems } = await modelsPage(server, page);
  return {
    models: items.map(({ name, description, aliases, latest_versions: latest }) => ({
      ...{ name, aliases, description: description || null },
      newest: latest.length === 0 ? null : Math.max(...latest.map(({ version }) => version)),
    })),
    next: next ?? null,
    problems: problems.map(({ where, message }) => ({ where, message })),
  };
}

/** A page of the versions of one model, with the names of their runs. */
export async function listedVersions(
  server: ServerConnection,
  { name, page }: { readonly name: string; readonly page: string | undefined },
): Promise<ServerVersionsPage> {
  const { label, uri } = server.address;
  const [listed, { items, next, problems }] = await Promise.all([
    modelByName(server, name),
    versionsPage(server, { name, page }),
  ]);
  const found = await runsOf(server, items);
  const model = registeredModelOf({ listed, versions: items, found }, uri);
  // Without their runs the versions are still listed.
  const why = found.problem === undefined ? [] : [{ where: label, message: runsUnread(found.problem) }];
  return {
    versions: [...modelRow(model, { nameOfRun: runNamesOf(found, uri), policy: undefined }).versions],
    next: next ?? null,
    problems: [...problems, ...why].map(({ where, message }) => ({ where, message })),
  };
}

export function runsUnread(problem: UserError): string {
  return t('Its runs could not all be read: {0}', problem.message);
}

/** What could not be asked for is not called gone; its version says its name where that is known. */
export function runNamesOf({ gone }: FoundRuns, uri: string): (id: string) => string | undefined {
  return (id) => (gone.has(runOnServer(uri, id) ?? '') ? undefined : id);
}

/** Asks for the runs of versions, the first of them first. */
export async function runsOf(
  server: ServerConnection,
  versions: readonly ListedVersion[],
): Promise<FoundRuns> {
  return await runsByIds(server, [...new Set(versions.map(({ run_id: run }) => run))].slice(0, mostRuns));
}

export function registeredModelOf({ listed, versions, found }: ToldModel, uri: string): RegisteredModel {
  const { name, description, aliases, tags } = listed;
  return {
    ...{ name, description: description || undefined, created: undefined, by: undefined, lastVersion: 0 },
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    aliases: Object.fromEntries(aliases.map(({ alias, version }) => [alias, version])),
    versions: versions.map((version) => versionOf(version, found.runs.get(version.run_id), uri)),
    // A server says where an alias stands, not where it stood.
    history: [],
  };
}

function versionOf(told: ListedVersion, run: ServerRun | undefined, uri: string): ModelVersion {
  const { version, run_id: id, creation_timestamp: created, description, source, tags } = told;
  const tag = (name: string) => run?.data.tags.find(({ key }) => key === name)?.value || undefined;
  const script = tag(tagNames.source);
  return {
    version,
    run: id === '' ? undefined : serverKind.remote.idOf(uri, id),
    runName: id === '' ? undefined : run?.info.run_name || tag(tagNames.runName) || id,
    created: created ? new Date(created).toISOString() : undefined,
    by: told.user_id || run?.info.user_id || tag(tagNames.user),
    description: description || undefined,
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    artifact:
      source === '' ? undefined : { location: source, sha256: undefined, size: undefined, files: undefined },
    metrics: Object.fromEntries(
      (run?.data.metrics ?? []).map(({ key, value, step }) => {
        const direction = isJudged(key) ? guessDirection(key) : undefined;
        return [key, { value, step, direction, last: undefined }];
      }),
    ),
    datasets: (run?.inputs.dataset_inputs ?? []).map(({ dataset, tags: said }) => ({
      name: dataset.name,
      role: said.find(({ key }) => key === tagNames.datasetContext)?.value,
      version: undefined,
      hash: undefined,
      digest: dataset.digest || undefined,
    })),
    features: [],
    script: script === undefined ? undefined : { path: script, sha256: undefined },
    commit: tag(tagNames.commit),
    ...{ path: undefined, model: undefined, parameters: undefined },
    ...{ uncommitted: undefined, environment: undefined, fairness: undefined },
  };
}

/** Of one model that are looked for at once. */
const mostRuns = 300;
