/** A tracking server in this process that keeps what it is given as MLflow's does, and misbehaves when told to. */
import { once } from 'node:events';
import http from 'node:http';
import * as z from 'zod';

const pairs = z.array(z.object({ key: z.string(), value: z.string() })).default([]);
const metric = z.object({
  key: z.string(),
  value: z.union([z.number(), z.string()]),
  timestamp: z.number(),
  step: z.number(),
});
const body = z.looseObject({
  name: z.string().optional(),
  experiment_id: z.string().optional(),
  run_id: z.string().optional(),
  run_name: z.string().optional(),
  status: z.string().optional(),
  start_time: z.number().optional(),
  end_time: z.number().optional(),
  filter: z.string().optional(),
  key: z.string().optional(),
  tags: pairs,
  params: pairs,
  metrics: z.array(metric).default([]),
  datasets: z.array(z.unknown()).default([]),
  page_token: z.string().optional(),
});
type Body = z.infer<typeof body>;

export interface KeptRun {
  readonly id: string;
  readonly experiment: string;
  name: string;
  status: string;
  start: number;
  end: number | undefined;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly points: z.infer<typeof metric>[];
  readonly datasets: unknown[];
  readonly artifacts: Map<string, Buffer>;
}

/** What becomes of a request: answered, or its effect is kept and the line breaks, or the line breaks before. */
export type Fate = 'answer' | 'keepAndBreak' | 'break' | { readonly status: number; readonly text: string };

export class TrackingServer {
  readonly runs: KeptRun[] = [];
  readonly experiments: string[] = ['Default'];
  /** `METHOD path` of every request, in order. */
  readonly asked: string[] = [];
  readonly authorizations = new Set<string | undefined>();
  fate: (request: string, number: number) => Fate = () => 'answer';
  artifactRoot = 'mlflow-artifacts:/';
  readonly #server = http.createServer((request, response) => void this.#serve(request, response));
  uri = '';

  static async start(): Promise<TrackingServer> {
    const made = new TrackingServer();
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    const address = made.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No port.');
    made.uri = `http://127.0.0.1:${String(address.port)}`;
    return made;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    const name = `${request.method ?? ''} ${url.pathname.replace('/api/2.0/mlflow', '')}`;
    this.asked.push(name);
    this.authorizations.add(request.headers.authorization);
    const fate = this.fate(name, this.asked.length);
    if (fate === 'break') {
      request.socket.destroy();
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(z.instanceof(Uint8Array).parse(piece)));
    if (typeof fate === 'object') {
      const type = fate.text.startsWith('<') ? 'text/html' : 'application/json';
      response.writeHead(fate.status, { 'content-type': type, location: 'https://login.example/?a=b' });
      response.end(fate.text);
      return;
    }
    const bytes = Buffer.concat(pieces);
    if (url.pathname === '/get-artifact') {
      const run = this.#run(url.searchParams.get('run_uuid') ?? '');
      response.end(run?.artifacts.get(url.searchParams.get('path') ?? ''));
      return;
    }
    const answer = name.startsWith('PUT ')
      ? this.#put(url.pathname, bytes)
      : this.#answer(name, url.searchParams, body.parse(bytes.length === 0 ? {} : JSON.parse(String(bytes))));
    if (fate === 'keepAndBreak') {
      request.socket.destroy();
      return;
    }
    const isError = 'error_code' in answer;
    response.writeHead(isError ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }

  #put(path: string, bytes: Buffer): object {
    const [, id = '', name = ''] = /artifacts\/\d+\/(\w+)\/artifacts\/(.*)$/.exec(path) ?? [];
    this.#run(id)?.artifacts.set(decodeURIComponent(name), bytes);
    return {};
  }

  #answer(name: string, query: URLSearchParams, given: Body): object {
    const run = this.#run(given.run_id ?? query.get('run_id') ?? '');
    const missing = { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `No such thing: ${name}` };
    switch (name) {
      case 'POST /experiments/search':
        return { experiments: this.experiments.map((_, at) => this.#experiment(at)) };
      case 'GET /experiments/get-by-name': {
        const at = this.experiments.indexOf(query.get('experiment_name') ?? '');
        return at < 0 ? missing : { experiment: this.#experiment(at) };
      }
      case 'GET /experiments/get':
        return { experiment: this.#experiment(Number(query.get('experiment_id'))) };
      case 'POST /experiments/create':
        return { experiment_id: String(this.experiments.push(given.name ?? '') - 1) };
      case 'POST /runs/create':
        return { run: this.#shape(this.#create(given)) };
      case 'POST /runs/search': {
        const wanted = /= '([^']*)'$/.exec(given.filter ?? '')?.[1];
        const found = this.runs.filter(
          ({ tags }) => wanted === undefined || tags.get('cairn.run_id') === wanted,
        );
        return { runs: found.map((one) => this.#shape(one)) };
      }
      default:
        return run === undefined ? missing : this.#ofRun(name, query, given, run);
    }
  }

  #ofRun(name: string, query: URLSearchParams, given: Body, run: KeptRun): object {
    switch (name) {
      case 'GET /runs/get':
        return { run: this.#shape(run) };
      case 'POST /runs/log-batch':
        for (const { key, value } of given.params) run.params.set(key, value);
        for (const { key, value } of given.tags) run.tags.set(key, value);
        run.points.push(...given.metrics);
        return {};
      case 'POST /runs/delete-tag':
        run.tags.delete(given.key ?? '');
        return {};
      case 'POST /runs/log-inputs':
        run.datasets.push(...given.datasets);
        return {};
      case 'POST /runs/update':
        Object.assign(run, {
          status: given.status ?? run.status,
          end: given.end_time ?? run.end,
          name: given.run_name ?? run.name,
        });
        return {};
      case 'GET /metrics/get-history':
        return { metrics: run.points.filter(({ key }) => key === query.get('metric_key')) };
      case 'GET /artifacts/list':
        return {
          files: [...run.artifacts].map(([path, bytes]) => ({
            path,
            is_dir: false,
            file_size: bytes.length,
          })),
        };
      default:
        return { error_code: 'ENDPOINT_NOT_FOUND', message: name };
    }
  }

  #create(given: Body): KeptRun {
    const run: KeptRun = {
      id: `run${String(this.runs.length)}`,
      experiment: given.experiment_id ?? '0',
      name: given.run_name ?? '',
      status: 'RUNNING',
      start: given.start_time ?? 0,
      end: undefined,
      params: new Map(),
      tags: new Map(given.tags.map(({ key, value }) => [key, value])),
      points: [],
      datasets: [],
      artifacts: new Map(),
    };
    this.runs.push(run);
    return run;
  }

  #run(id: string): KeptRun | undefined {
    return this.runs.find((run) => run.id === id);
  }

  #experiment(at: number): object {
    return { experiment_id: String(at), name: this.experiments[at], lifecycle_stage: 'active' };
  }

  #shape(run: KeptRun): object {
    const latest = new Map(run.points.map((point) => [point.key, point]));
    const list = (map: ReadonlyMap<string, string>) => [...map].map(([key, value]) => ({ key, value }));
    return {
      info: {
        run_id: run.id,
        run_name: run.name,
        experiment_id: run.experiment,
        status: run.status,
        start_time: run.start,
        end_time: run.end,
        artifact_uri: `${this.artifactRoot}${run.experiment}/${run.id}/artifacts`,
        lifecycle_stage: 'active',
      },
      data: { metrics: [...latest.values()], params: list(run.params), tags: list(run.tags) },
      inputs: { dataset_inputs: run.datasets },
    };
  }
}
