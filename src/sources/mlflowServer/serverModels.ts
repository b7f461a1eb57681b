/** The registered models of a tracking server, a page at a time. */
import type * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { Problem } from '../../base/errors.ts';
import { zodSentence } from '../../storage/parseJson.ts';
import { api, type Page } from './serverCalls.ts';
import type { ServerConnection } from './serverConnection.ts';
import {
  listedModel,
  listedModelAnswer,
  listedModelsAnswer,
  listedVersionAnswer,
  listedVersion,
  listedVersionsAnswer,
  runsAnswer,
  serverRun,
  type ListedModel,
  type ListedVersion,
  type ServerRun,
} from './serverShapes.ts';

/** By name; prompts, which MLflow keeps as models too, are left out. */
export async function modelsPage(
  server: ServerConnection,
  page: string | undefined,
): Promise<Page<ListedModel>> {
  const query = { max_results: '100', page_token: page };
  const call = { method: 'GET', path: `${api}/registered-models/search`, query } as const;
  const answer = await server.json(call, listedModelsAnswer);
  const { items, problems } = eachOf(answer.registered_models, listedModel, server);
  const isPrompt = ({ tags }: ListedModel) =>
    tags.some(({ key, value }) => key === 'mlflow.prompt.is_prompt' && value === 'true');
  return {
    items: items.filter((model) => !isPrompt(model)),
    problems,
    next: answer.next_page_token || undefined,
  };
}

/** With its aliases, which the search for versions does not tell. */
export async function modelByName(server: ServerConnection, name: string): Promise<ListedModel> {
  const call = { method: 'GET', path: `${api}/registered-models/get`, query: { name } } as const;
  return (await server.json(call, listedModelAnswer)).registered_model;
}

export async function versionByNumber(
  server: ServerConnection,
  { name, version }: { readonly name: string; readonly version: number },
): Promise<ListedVersion> {
  const query = { name, version: String(version) };
  const call = { method: 'GET', path: `${api}/model-versions/get`, query } as const;
  return (await server.json(call, listedVersionAnswer)).model_version;
}

/** The file MLmodel of a version, through the server, whatever its store is. */
export async function modelFileText(
  server: ServerConnection,
  { name, version }: { readonly name: string; readonly version: number },
): Promise<string> {
  const query = { name, version: String(version), path: 'MLmodel' };
  return await server.text({ method: 'GET', path: '/model-versions/get-artifact', query }, mostModelFile);
}

/** The same of a model that a run logged, which since MLflow 3 has an id of its own. */
export async function loggedModelFileText(server: ServerConnection, id: string): Promise<string> {
  const path = `/ajax-api/2.0/mlflow/logged-models/${encodeURIComponent(id)}/artifacts/files`;
  return await server.text({ method: 'GET', path, query: { artifact_file_path: 'MLmodel' } }, mostModelFile);
}

/** Of all these experiments, at most `most`. */
export async function newestRuns(
  server: ServerConnection,
  experiments: readonly string[],
  most: number,
): Promise<{ readonly runs: readonly ServerRun[]; readonly isWhole: boolean }> {
  if (experiments.length === 0) return { runs: [], isWhole: true };
  const body = {
    experiment_ids: experiments,
    run_view_type: 'ACTIVE_ONLY',
    max_results: most,
    order_by: ['attributes.start_time DESC'],
  };
  const answer = await server.json({ method: 'POST', path: `${api}/runs/search`, body }, runsAnswer);
  const runs = answer.runs.flatMap((raw) => serverRun.safeParse(raw).data ?? []);
  return { runs, isWhole: answer.next_page_token === '' };
}

/** Newest first. Without a name: those of all models. */
export async function versionsPage(
  server: ServerConnection,
  { name, page }: { readonly name?: string; readonly page: string | undefined },
): Promise<Page<ListedVersion>> {
  const query = {
    max_results: '200',
    ...(name !== undefined && { filter: `name=${quoted(name)}` }),
    order_by: name === undefined ? 'creation_timestamp DESC' : 'version_number DESC',
    page_token: page,
  };
  const call = { method: 'GET', path: `${api}/model-versions/search`, query } as const;
  const answer = await server.json(call, listedVersionsAnswer);
  const { items, problems } = eachOf(answer.model_versions, listedVersion, server);
  return { items, problems, next: answer.next_page_token || undefined };
}

function eachOf<T extends z.ZodType>(
  entries: readonly unknown[],
  schema: T,
  server: ServerConnection,
): { readonly items: readonly z.output<T>[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const items = entries.flatMap((entry) => {
    const read = schema.safeParse(entry);
    if (read.success) return [read.data];
    const message = t('A registered model cannot be read: {0}', zodSentence(read.error.issues));
    problems.push({ where: server.address.label, message });
    return [];
  });
  return { items, problems };
}

/** MLflow takes both kinds of quotes, and escapes neither. */
function quoted(name: string): string {
  return name.includes("'") ? `"${name}"` : `'${name}'`;
}

/** Bytes; signatures of thousands of columns take some hundred thousand. */
export const mostModelFile = 4_000_000;
