/** A real endpoint on a real folder, and a client that can say anything to it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { identityOf } from '../../../../src/runs/processes.ts';
import { createRedactor } from '../../../../src/base/redact.ts';
import { layoutOf, runDir, runPaths, type Layout, type RunPaths } from '../../../../src/storage/layout.ts';
import { MlflowEndpoint } from '../../../../src/worker/mlflow/endpoint.ts';
import { tokenHash } from '../../../../src/worker/mlflow/token.ts';

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; {} when it is none. */
  readonly json: Record<string, unknown>;
}

export interface Request {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Instead of the right one; null: none. */
  readonly token?: string | null;
  readonly agent?: http.Agent;
}

export const token = 'a-token-for-tests';

export class Served {
  readonly folder: string;
  readonly layout: Layout;
  readonly port: number;
  readonly endpoint: MlflowEndpoint;

  private constructor(folder: string, endpoint: MlflowEndpoint, port: number) {
    this.folder = folder;
    this.layout = layoutOf(folder);
    this.endpoint = endpoint;
    this.port = port;
  }

  static async open(folder = newFolder()): Promise<Served> {
    const me = await identityOf(process.pid);
    if (me === undefined) throw new Error('No identity.');
    const layout = layoutOf(folder);
    const clock = { now: () => Date.now() };
    const endpoint: MlflowEndpoint = new MlflowEndpoint({
      layout,
      clock,
      config: {},
      random: Math.random,
      redactor: createRedactor(['hunter2secret']),
      me,
      wasm: path.resolve(import.meta.dirname, '../../../../node_modules/sql.js/dist/sql-wasm.wasm'),
      template: {
        version: 1,
        command: ['cairn', 'serve'],
        cwd: folder,
        host: hostname(),
        origin: 'serve',
        environment: {},
        machine: { os: '', arch: '', cpu: '', cores: 1, memory: 1 },
      },
      user: 'ada',
      servedBy: 'serve',
      onBug: (error) => {
        throw error;
      },
      onStop: (id) => endpoint.runs.endOne(id, { t: clock.now(), status: 'stopped' }),
    });
    return new Served(folder, endpoint, await endpoint.listen(0, tokenHash(token)));
  }

  async close(): Promise<void> {
    await this.endpoint.quiet();
    await this.endpoint.end({ t: Date.now(), status: 'interrupted' }, 1000);
  }

  async dispose(): Promise<void> {
    await this.close();
    rmSync(path.dirname(this.folder), { recursive: true, force: true });
  }

  paths(run: string): RunPaths {
    return runPaths(runDir(this.layout, run));
  }

  /** POST with JSON. */
  async post(name: string, body: unknown): Promise<Reply> {
    return await this.send({
      method: 'POST',
      path: api(name),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async get(name: string, query: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return await this.send({ path: `${api(name)}?${String(new URLSearchParams(query))}` });
  }

  /** As `post`, when all has to be well. */
  async ok(name: string, body: unknown): Promise<Record<string, unknown>> {
    const { status, text, json } = await this.post(name, body);
    if (status !== 200) throw new Error(`${name}: ${status} ${text}`);
    return json;
  }

  /** The id of a new run. */
  async newRun(body: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { run } = runReply.parse(
      await this.ok('runs/create', { experiment_id: '0', start_time: 1000, ...body }),
    );
    return run.info.run_id;
  }

  async run(id: string): Promise<z.infer<typeof runReply>['run']> {
    return runReply.parse((await this.get('runs/get', { run_id: id, run_uuid: id })).json).run;
  }

  send({ method = 'GET', path: target, headers, body, token: shown, agent }: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const bearer = shown === null ? {} : { authorization: `Bearer ${shown ?? token}` };
      const request = http.request(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path: target,
          headers: {
            ...bearer,
            ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
          ...(agent !== undefined && { agent }),
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(pieces).toString('utf8');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text,
              json: jsonOf(text),
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Bytes as they are; what came back until the connection was closed or reset. */
  raw(bytes: string | Buffer, { end = true } = {}): Promise<string> {
    return new Promise((resolve) => {
      const socket = net.connect(this.port, '127.0.0.1');
      const pieces: Buffer[] = [];
      socket.on('data', (piece) => pieces.push(piece));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => resolve(Buffer.concat(pieces).toString('utf8')));
      if (end) socket.end(bytes);
      else socket.write(bytes);
    });
  }
}

export function api(name: string): string {
  return name.startsWith('/') ? name : `/api/2.0/mlflow/${name}`;
}

export function newFolder(): string {
  const folder = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'cairn-mlflow-'))), 'work');
  mkdirSync(folder);
  return folder;
}

const pair = z.object({ key: z.string(), value: z.string() });

export const runReply = z.object({
  run: z.object({
    info: z.object({
      run_id: z.string(),
      run_uuid: z.string(),
      run_name: z.string(),
      experiment_id: z.string(),
      user_id: z.string(),
      status: z.string(),
      start_time: z.number(),
      end_time: z.number().optional(),
      artifact_uri: z.string(),
      lifecycle_stage: z.string(),
    }),
    data: z.object({
      metrics: z.array(
        z.object({
          key: z.string(),
          value: z.union([z.number(), z.string()]),
          timestamp: z.number(),
          step: z.number(),
        }),
      ),
      params: z.array(pair),
      tags: z.array(pair),
    }),
    inputs: z.object({
      dataset_inputs: z.array(z.object({ tags: z.array(pair), dataset: z.record(z.string(), z.string()) })),
      model_inputs: z.array(z.object({ model_id: z.string() })),
    }),
    outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string(), step: z.number() })) }),
  }),
});

/** `{key: value}` of a list of pairs. */
export function pairsOf(
  pairs: readonly { readonly key: string; readonly value: string }[],
): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return {};
  }
}
