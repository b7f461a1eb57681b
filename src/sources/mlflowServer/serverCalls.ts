/** What is asked of a tracking server, a page at a time. */
import { t } from '../../base/l10n.ts';
import { zodSentence } from '../../storage/parseJson.ts';
import type { Problem } from '../../base/errors.ts';
import type { ServerConnection } from './serverConnection.ts';
import { notMlflow } from './serverError.ts';
import {
  artifactsAnswer,
  experimentAnswer,
  experimentsAnswer,
  historyAnswer,
  runAnswer,
  runsAnswer,
  serverRun,
  type ServerExperiment,
  type ServerRun,
} from './serverShapes.ts';

export const api = '/api/2.0/mlflow';

export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined: this was the last. */
  readonly next: string | undefined;
  readonly problems: readonly Problem[];
}

export interface ServerPoint {
  readonly step: number;
  /** ms since 1970. */
  readonly time: number;
  readonly value: number;
}

/** Rejects with ServerError unless a tracking server that is new enough answers, and takes the credentials. */
export async function checkServer(server: ServerConnection): Promise<void> {
  await experimentsPage(server, { limit: 1 });
}

/** Those changed last come first. `filter`: in MLflow's own words. */
export async function experimentsPage(
  server: ServerConnection,
  { filter, page, limit = 50 }: { filter?: string; page?: string | undefined; limit?: number },
): Promise<Page<ServerExperiment>> {
  const answer = await server.json(
    {
      method: 'POST',
      path: `${api}/experiments/search`,
      body: {
        max_results: limit,
        view_type: 'ACTIVE_ONLY',
        order_by: ['last_update_time DESC'],
        ...(filter !== undefined && filter !== '' && { filter }),
        ...(page !== undefined && { page_token: page }),
      },
    },
    experimentsAnswer,
  );
  return { items: answer.experiments, next: answer.next_page_token || undefined, problems: [] };
}

export async function experimentByName(server: ServerConnection, name: string): Promise<ServerExperiment> {
  const query = { experiment_name: name };
  return (
    await server.json({ method: 'GET', path: `${api}/experiments/get-by-name`, query }, experimentAnswer)
  ).experiment;
}

export async function experimentById(server: ServerConnection, id: string): Promise<ServerExperiment> {
  const query = { experiment_id: id };
  return (await server.json({ method: 'GET', path: `${api}/experiments/get`, query }, experimentAnswer))
    .experiment;
}

/** Newest first. */
export async function runsPage(
  server: ServerConnection,
  of: { experiment: string; filter?: string | undefined; page?: string | undefined; limit?: number },
): Promise<Page<ServerRun>> {
  const { experiment, filter, page, limit = 50 } = of;
  const answer = await server.json(
    {
      method: 'POST',
      path: `${api}/runs/search`,
      body: {
        experiment_ids: [experiment],
        run_view_type: 'ACTIVE_ONLY',
        max_results: limit,
        order_by: ['attributes.start_time DESC'],
        ...(filter !== undefined && filter !== '' && { filter }),
        ...(page !== undefined && { page_token: page }),
      },
    },
    runsAnswer,
  );
  const problems: Problem[] = [];
  const items = answer.runs.flatMap((raw) => {
    const parsed = serverRun.safeParse(raw);
    if (parsed.success) return [parsed.data];
    const message = t('A run cannot be read: {0}', zodSentence(parsed.error.issues));
    problems.push({ where: server.address.label, message });
    return [];
  });
  return { items, next: answer.next_page_token || undefined, problems };
}

export async function runById(server: ServerConnection, run: string): Promise<ServerRun> {
  const query = { run_id: run, run_uuid: run };
  return (await server.json({ method: 'GET', path: `${api}/runs/get`, query }, runAnswer)).run;
}

/** Every point of one metric, or the first `most`, in the order the server has them; one page is in memory at a time. */
export async function eachPoint(
  server: ServerConnection,
  { run, key, most = Infinity }: { run: string; key: string; most?: number },
  take: (point: ServerPoint) => void,
): Promise<void> {
  const pages = new PageTokens(server);
  let taken = 0;
  do {
    const query = {
      run_id: run,
      run_uuid: run,
      metric_key: key,
      max_results: '25000',
      page_token: pages.next,
    };
    const answer = await server.json(
      { method: 'GET', path: `${api}/metrics/get-history`, query },
      historyAnswer,
    );
    for (const { step, timestamp, value } of answer.metrics) {
      if (taken >= most) return;
      take({ step, time: timestamp, value });
      taken += 1;
    }
    pages.follow(answer.next_page_token);
  } while (pages.next !== undefined);
}

export interface ServerArtifact {
  /** Relative to the artifacts of its run. */
  readonly path: string;
  /** Bytes; undefined when the store does not tell. */
  readonly size: number | undefined;
}

/** Files below a folder of a run's artifacts (empty: all), at most `most`. Paths that lead elsewhere are left out. */
export async function artifactFiles(
  server: ServerConnection,
  { run, folder = '', most }: { run: string; folder?: string; most: number },
): Promise<{ readonly files: readonly ServerArtifact[]; readonly isWhole: boolean }> {
  const files: ServerArtifact[] = [];
  const waiting = [folder];
  const seen = new Set(waiting);
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    const pages = new PageTokens(server);
    do {
      const query = {
        run_id: run,
        run_uuid: run,
        path: place === '' ? undefined : place,
        page_token: pages.next,
      };
      const answer = await server.json(
        { method: 'GET', path: `${api}/artifacts/list`, query },
        artifactsAnswer,
      );
      for (const { path, is_dir, file_size } of answer.files) {
        if (!isInside(path) || seen.has(path)) continue;
        seen.add(path);
        if (is_dir === true) waiting.push(path);
        else files.push({ path, size: file_size ?? undefined });
        if (files.length >= most || seen.size > mostFolders) return { files, isWhole: false };
      }
      pages.follow(answer.next_page_token);
    } while (pages.next !== undefined);
  }
  return { files, isWhole: true };
}

/** Through the server, whatever its store is. */
export async function downloadArtifact(
  server: ServerConnection,
  of: { run: string; path: string; file: string; most: number },
): Promise<void> {
  const query = { path: of.path, run_uuid: of.run };
  await server.download({ method: 'GET', path: '/get-artifact', query }, of.file, of.most);
}

/** Follows pages until there is none, and refuses to go in circles. */
export class PageTokens {
  readonly #server: ServerConnection;
  readonly #seen = new Set<string>();
  next: string | undefined;

  constructor(server: ServerConnection) {
    this.#server = server;
  }

  follow(token: string): void {
    if (token !== '' && (this.#seen.has(token) || this.#seen.size >= mostPages))
      throw notMlflow(this.#server.address, t('its pages do not end'));
    this.#seen.add(token);
    this.next = token === '' ? undefined : token;
  }
}

function isInside(path: string): boolean {
  return (
    !path.includes('\\') &&
    !path.includes('\0') &&
    !/^[A-Za-z]:/.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

const mostPages = 100_000;
const mostFolders = 100_000;
