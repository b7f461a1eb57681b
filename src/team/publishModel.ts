/** Publishes a version of a registered model: the run that made it first, then the version, then its aliases. */
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import { api, PageTokens } from '../sources/mlflowServer/serverCalls.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { ServerError } from '../sources/mlflowServer/serverError.ts';
import { anything, modelVersionAnswer, modelVersionsAnswer } from '../sources/mlflowServer/serverShapes.ts';
import { patiently, usualPauses } from './patiently.ts';
import { allArtifacts, publishedName } from './sendArtifacts.ts';
import { publishRun, type PublishedRun, type PublishTo } from './publishRun.ts';

export interface ModelToPublish {
  readonly name: string;
  /** Its number here. */
  readonly version: number;
  /** To be moved to it on the server. */
  readonly aliases: readonly string[];
}

export interface PublishedModel {
  readonly name: string;
  readonly version: number;
  /** Its number there. */
  readonly there: string;
  readonly isNew: boolean;
  readonly aliases: readonly string[];
  readonly run: PublishedRun;
  readonly url: string;
  readonly problems: readonly Problem[];
}

/** Rejects as publishRun, and with UserError `noModel`, `noVersion`, `modelFile`, `noRun`, `artifacts`. */
export async function publishModel(model: ModelToPublish, to: PublishTo): Promise<PublishedModel> {
  const registry = new ModelRegistry(to.layout.models);
  const found = registry.getVersion(model.name, model.version);
  const { run: made } = found.version;
  if (made === undefined)
    throw new UserError(
      'noRun',
      t('Nothing says which run made version {0} of {1}.', model.version, model.name),
      t('Name it in .cairn/models, as run.'),
    );
  const run = await publishRun(made, to);
  const missing = run.missing.find((file) => isPartOf(file, found.version.path ?? ''));
  if (missing !== undefined) {
    const why = run.problems.find(({ where }) => where === missing || where === allArtifacts)?.message;
    throw new UserError(
      'artifacts',
      t('The files of the model could not all be published: {0}: {1}', missing, why ?? ''),
    );
  }
  let sent = 0;
  const arrived = () => (sent += 1);
  return await patiently(async () => await register(found, { model, run, server: to.server, arrived }), {
    pauses: to.pauses ?? usualPauses,
    signal: to.signal,
    arrived: () => sent,
    onPause: (error) => to.progress(error.message),
  });
}

/** `NAME`, `NAME@ALIAS` or `NAME/VERSION`; a name alone is its newest version. Throws UserError `noVersion` and others. */
export function modelNamed(
  registry: ModelRegistry,
  word: string,
): Omit<ModelToPublish, 'aliases'> & { readonly alias?: string } {
  const numbered = /^(.+)\/(\d+)$/.exec(word);
  if (numbered?.[1] !== undefined && registry.find(word) === undefined)
    return {
      name: numbered[1],
      version: registry.getVersion(numbered[1], Number(numbered[2])).version.version,
    };
  const at = word.lastIndexOf('@');
  if (at > 0 && registry.find(word) === undefined) {
    const [name, alias] = [word.slice(0, at), word.slice(at + 1)];
    const version = registry.get(name).aliases[alias];
    if (version === undefined)
      throw new UserError('noVersion', t('The model {0} has no alias {1}.', name, alias));
    return { name, version, alias };
  }
  const numbers = registry.get(word).versions.map(({ version }) => version);
  if (numbers.length === 0) throw new UserError('noVersion', t('The model {0} has no version yet.', word));
  return { name: word, version: Math.max(...numbers) };
}

/** By which a version is found on a server that has it already. */
const versionTag = 'cairn.model_version';

interface Registering {
  readonly model: ModelToPublish;
  readonly run: PublishedRun;
  readonly server: ServerConnection;
  readonly arrived: () => void;
}

async function register(
  { model: registered, version }: { model: RegisteredModel; version: ModelVersion },
  { model, run, server, arrived }: Registering,
): Promise<PublishedModel> {
  await createModel(server, registered, arrived);
  const known = await findVersion(server, { name: model.name, run: run.run, version: version.version });
  const there = known ?? (await createVersion(server, { model: registered, version, run }));
  if (known === undefined) arrived();
  const aliases: string[] = [];
  for (const alias of model.aliases) {
    if ((await versionOfAlias(server, model.name, alias)) === there) continue;
    const body = { name: model.name, alias, version: there };
    await server.json({ method: 'POST', path: `${api}/registered-models/alias`, body }, anything);
    aliases.push(alias);
    arrived();
  }
  return {
    name: model.name,
    version: version.version,
    there,
    isNew: known === undefined,
    aliases,
    run,
    url: `${server.address.uri}/#/models/${encodeURIComponent(model.name)}/versions/${there}`,
    problems: run.problems,
  };
}

async function createModel(
  server: ServerConnection,
  { name, description, tags }: RegisteredModel,
  arrived: () => void,
): Promise<void> {
  try {
    const query = { name };
    await server.json({ method: 'GET', path: `${api}/registered-models/get`, query }, anything);
    return;
  } catch (error) {
    if (!(error instanceof ServerError) || error.apiCode !== 'RESOURCE_DOES_NOT_EXIST') throw error;
  }
  const body = { name, tags: listOf(tags), ...(description !== undefined && { description }) };
  try {
    await server.json({ method: 'POST', path: `${api}/registered-models/create`, body }, anything);
    arrived();
  } catch (error) {
    if (!(error instanceof ServerError) || error.apiCode !== 'RESOURCE_ALREADY_EXISTS') throw error;
  }
}

async function createVersion(
  server: ServerConnection,
  { model, version, run }: { model: RegisteredModel; version: ModelVersion; run: PublishedRun },
): Promise<string> {
  const place = version.path === undefined ? '' : `/${publishedName(version.path)}`;
  const body = {
    name: model.name,
    source: `${run.artifactUri.replace(/\/$/, '')}${place}`,
    run_id: run.run,
    tags: [...listOf(version.tags), { key: versionTag, value: String(version.version) }],
    ...(version.description !== undefined && { description: version.description }),
  };
  const call = { method: 'POST', path: `${api}/model-versions/create`, body } as const;
  return (await server.json(call, modelVersionAnswer)).model_version.version;
}

/** Its number there, if this version was published before. */
async function findVersion(
  server: ServerConnection,
  of: { name: string; run: string; version: number },
): Promise<string | undefined> {
  const pages = new PageTokens(server);
  do {
    const query = { filter: `run_id='${of.run}'`, max_results: '100', page_token: pages.next };
    const call = { method: 'GET', path: `${api}/model-versions/search`, query } as const;
    const { model_versions: versions, next_page_token } = await server.json(call, modelVersionsAnswer);
    const found = versions.find(
      ({ name, tags }) =>
        name === of.name && tags.some(({ key, value }) => key === versionTag && value === String(of.version)),
    );
    if (found !== undefined) return found.version;
    pages.follow(next_page_token);
  } while (pages.next !== undefined);
  return undefined;
}

async function versionOfAlias(
  server: ServerConnection,
  name: string,
  alias: string,
): Promise<string | undefined> {
  try {
    const call = { method: 'GET', path: `${api}/registered-models/alias`, query: { name, alias } } as const;
    return (await server.json(call, modelVersionAnswer)).model_version.version;
  } catch (error) {
    // MLflow says INVALID_PARAMETER_VALUE for an alias that is not there.
    const isAbsent =
      error instanceof ServerError &&
      ['RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE'].includes(error.apiCode);
    if (isAbsent) return undefined;
    throw error;
  }
}

function isPartOf(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder === '' ? '' : `${folder}/`);
}

function listOf(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
