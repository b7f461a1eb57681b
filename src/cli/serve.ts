/** `cairn serve`: the MLflow endpoint without a script of its own, for notebooks and other programs. */
import path from 'node:path';
import { codeOf, messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { newToken } from '../runs/mlflowEnvironment.ts';
import { trackingUri } from '../runs/tracking.ts';
import { folderEndpoint } from '../worker/folderEndpoint.ts';
import type { MlflowEndpoint } from '../worker/mlflow/endpoint.ts';
import { tokenHash } from '../worker/mlflow/token.ts';
import { lastOf } from './command.ts';
import type { Call, Command } from './command.ts';

export const serve: Command = {
  name: 'serve',
  summary: t('record what MLflow clients log, until interrupted'),
  operands: '',
  options: {
    port: { type: 'string', value: 'N', help: t('port on 127.0.0.1; otherwise any that is free') },
    token: {
      type: 'string',
      value: 'T',
      help: t('token that clients must show; otherwise a new one. Others on this machine can see it here'),
    },
  },
  notes: [
    t(
      'Prints the address for mlflow.set_tracking_uri or MLFLOW_TRACKING_URI. It holds\nthe token; instead of that, the token can be the password (MLFLOW_TRACKING_PASSWORD) of any user name.',
    ),
    t(
      'Every run that a client creates is recorded as one of this folder. Those that are open at the end are closed.',
    ),
  ],
  run: serveFolder,
};

async function serveFolder(call: Call): Promise<number> {
  const { terminal, json, layout, cwd, config } = call;
  if (call.operands.length > 0)
    throw usage(t('cairn serve takes no operands, but got “{0}”.', call.operands.join(' ')));
  const token = tokenOf(lastOf(call, 'token'));
  const wanted = portOf(lastOf(call, 'port') ?? '0');
  const endpoint = await folderEndpoint({
    layout,
    config,
    clock: { now: terminal.now },
    env: terminal.env,
    cwd,
    wasm: path.join(terminal.out, 'sql-wasm.wasm'),
    token,
    onBug: (error) => void terminal.tell(`cairn: ${messageOf(error)}\n`),
  });
  const interrupted = new Promise<void>((resolve) => terminal.onInterrupt(resolve));
  const port = await listen(endpoint, wanted, token);
  const address = `http://127.0.0.1:${port}`;
  const uri = trackingUri({ port, token });
  await terminal.tell(`${t('cairn: recording MLflow runs in {0} until Ctrl+C', layout.folder)}\n`);
  await terminal.print(json ? `${JSON.stringify({ uri, address, port, token })}\n` : `${uri}\n`);
  await interrupted;
  await endpoint.quiet();
  const reason = t('cairn serve was ended while it was open');
  await endpoint.end({ t: terminal.now(), status: 'interrupted', reason }, diskWait);
  return 0;
}

async function listen(endpoint: MlflowEndpoint, port: number, token: string): Promise<number> {
  try {
    return await endpoint.listen(port, tokenHash(token));
  } catch (error) {
    await endpoint.quiet();
    const isTaken = codeOf(error) === 'EADDRINUSE';
    throw new UserError(
      'port',
      isTaken
        ? t('The port {0} is in use.', port)
        : t('The port {0} cannot be listened on: {1}', port, messageOf(error)),
      t('Name another with --port, or leave it out.'),
      { cause: error },
    );
  }
}

/** It stands in addresses, so it is made of what needs no encoding there. */
function tokenOf(given: string | undefined): string {
  if (given === undefined) return newToken();
  if (/^[\w.~-]{1,200}$/.test(given)) return given;
  throw usage(t('--token needs letters, digits, “-”, “_”, “.” or “~”.'));
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usage(t('--port needs a number up to 65535, not “{0}”.', text));
}

function usage(message: string): UserError {
  return new UserError('usage', message, t('See cairn serve --help.'));
}

/** ms that open runs wait for room on a full disk. */
const diskWait = 10_000;
