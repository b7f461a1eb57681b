/** The MLflow endpoint of a folder, for clients that no run was launched for: notebooks and other programs. */
import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { CairnConfig } from '../records/config.ts';
import { recordOf } from '../runs/launchRecord.ts';
import { identityOf } from '../runs/processes.ts';
import { createRedactor, redacted, secretsOf } from '../base/redact.ts';
import type { Layout } from '../storage/layout.ts';
import { MlflowEndpoint } from './mlflow/endpoint.ts';

export interface FolderEndpointOptions {
  readonly layout: Layout;
  readonly config: CairnConfig;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** Of the program that serves; recorded with every run. */
  readonly cwd: string;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
  /** Recorded nowhere. */
  readonly token: string;
  readonly onBug: (error: unknown) => void;
}

/** It does not listen yet. Every run that a client creates is one of the folder, and ended by `end` when its client did not. */
export async function folderEndpoint(options: FolderEndpointOptions): Promise<MlflowEndpoint> {
  const { layout, config, clock, env, cwd, wasm, token, onBug } = options;
  const me = await identityOf(process.pid);
  if (me === undefined) throw new Error('This system does not tell which process this is.');
  const { record } = await recordOf(
    { folder: layout.folder, command: ['cairn', 'serve'], cwd, params: {}, tags: {}, origin: 'serve' },
    { env, clock },
  );
  const { version, command, origin, environment, machine, user } = record;
  const endpoint: MlflowEndpoint = new MlflowEndpoint({
    layout,
    clock,
    config,
    random: Math.random,
    redactor: createRedactor(secretsOf(env), { hide: (text) => text.replaceAll(token, redacted) }),
    me,
    wasm,
    template: { version, command, cwd: record.cwd, host: hostname(), origin, environment, machine },
    user,
    servedBy: 'serve',
    onBug,
    onStop: (id) => endpoint.runs.endOne(id, { t: clock.now(), status: 'stopped' }),
  });
  return endpoint;
}
