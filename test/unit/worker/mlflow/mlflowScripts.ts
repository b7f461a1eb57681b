/** A workshop for scripts that speak MLflow’s protocol, and what they say and record. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { processRecord, type ProcessRecord } from '../../../../src/records/process.ts';
import { openRunFiles } from '../../../../src/runs/runFiles.ts';
import type { RunState } from '../../../../src/runs/reduceRun.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { Workshop, type Recorded, type TestRequest } from '../recording.ts';

/** What scripts of this test are made of: a client of a few lines. */
const client = `
import fs from 'node:fs';
const { MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = process.env;
const authorization = 'Basic ' + Buffer.from(user + ':' + password).toString('base64');
export async function post(name, body) {
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(uri + '/api/2.0/mlflow/' + name, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}
export async function put(place, body) {
  const response = await fetch(uri + '/api/2.0/mlflow-artifacts/artifacts/' + place, { method: 'PUT', headers: { authorization }, body });
  return { status: response.status, ...(await response.json()) };
}
export async function get(name, query) {
  const response = await fetch(uri + '/api/2.0/mlflow/' + name + '?' + new URLSearchParams(query), { headers: { authorization } });
  return { status: response.status, ...(await response.json()) };
}
export const create = async (body = {}) => (await post('runs/create', { experiment_id: '0', start_time: Date.now(), ...body })).run.info.run_id;
export const log = (run_id, key, value, step = 0, timestamp = Date.now()) => post('runs/log-metric', { run_id, key, value, timestamp, step });
export const end = (run_id, status = 'FINISHED') => post('runs/update', { run_id, status, end_time: Date.now() });
export const say = (name, value) => { fs.writeFileSync(name + '~', JSON.stringify(value)); fs.renameSync(name + '~', name); };
export const waitFor = async (name) => { while (!fs.existsSync(name)) await new Promise((r) => setTimeout(r, 5)); };
`;

/** Called in `describe`. */
export function mlflowScripts() {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
    shop.file('client.mjs', client);
  });
  afterEach(() => shop.dispose());

  const request = (source: string, more: TestRequest = {}): TestRequest => {
    const script = shop.file(
      'train.mjs',
      `import { create, end, get, log, post, say, waitFor } from './client.mjs';\n${source}`,
    );
    return { command: [process.execPath, script], script, ...more };
  };
  const run = (source: string, more: TestRequest = {}): Promise<Recorded> => shop.run(request(source, more));
  const said = (name: string): unknown => JSON.parse(readFileSync(path.join(shop.folder, name), 'utf8'));
  const saidCount = () => z.tuple([z.number(), z.string()]).parse(said('count'));
  const layout = () => layoutOf(shop.folder);
  const stateOf = (id: string): RunState => {
    const read = openRunFiles(runDir(layout(), id), id);
    assert.ok(read.ok);
    return read.run.state;
  };
  const runs = (): string[] =>
    readdirSync(layout().runs)
      .filter((name) => /^\d{8}-/.test(name))
      .sort();
  /** The runs besides the launched one. */
  const others = (main: string): RunState[] =>
    runs()
      .filter((id) => id !== main)
      .map(stateOf);

  return {
    get shop() {
      return shop;
    },
    ...{ request, run, said, saidCount, layout, stateOf, runs, others },
  };
}

export function processOf(dir: string): ProcessRecord {
  return processRecord.parse(JSON.parse(readFileSync(runPaths(dir).process, 'utf8')));
}
