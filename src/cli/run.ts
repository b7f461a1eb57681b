/** `cairn run`: launches a command as a recorded run and stays with it, or not. */
import path from 'node:path';
import { constants } from 'node:os';
import { existsSync } from 'node:fs';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { lackingReview } from '../project/launchReview.ts';
import { launch } from '../runs/launch.ts';
import type { Launched, LaunchHost, LaunchRequest } from '../runs/launch.ts';
import { findProgram } from '../runs/launchChecks.ts';
import { takeOver } from '../runs/recover.ts';
import { requestStop } from '../runs/stop.ts';
import { runPaths } from '../storage/layout.ts';
import { lastOf } from './command.ts';
import type { Call, Command } from './command.ts';
import { followRun } from './followRun.ts';
import type { Ended } from './followRun.ts';
import { launchHost } from './launchHost.ts';
import { pairsOf } from './parseArguments.ts';
import { scriptOf } from '../runs/scriptOf.ts';

export const run: Command = {
  name: 'run',
  summary: t('run a command and record it'),
  operands: '[--] CMD [ARG]…',
  takesCommand: true,
  options: {
    name: { type: 'string', value: 'N', help: t('name of the run; otherwise it gets one') },
    experiment: { type: 'string', value: 'E', help: t('experiment it belongs to') },
    param: { type: 'string', value: 'K=V', multiple: true, help: t('a parameter to record') },
    tag: { type: 'string', value: 'K=V', multiple: true, help: t('a tag to record') },
    detach: { type: 'boolean', help: t('return once it is started; it goes on by itself') },
  },
  notes: [
    t(
      'Exits with the code of CMD: 128 + N when signal N ended it, 127 when it is not found, 126 when it cannot be run.',
    ),
    t('Ctrl+C stops the run: CMD is asked first and killed after a while; a second Ctrl+C kills it at once.'),
    t('The id of the run is printed on standard error. With --json the output of CMD goes there too.'),
  ],
  run: runCommand,
};

async function runCommand(call: Call): Promise<number> {
  const host = launchHost(call);
  const request = await requestOf(call);
  await reviewed(request, call);
  let launched: Launched;
  try {
    launched = await launch(request, host);
  } catch (error) {
    return await refused(error, request, call);
  }
  const { id, name } = launched;
  const { terminal, json } = call;
  await terminal.tell(json ? `${id}\n` : t('cairn: run {0}', id) + '\n');
  if (call.flags.has('detach')) {
    await terminal.print(json ? `${JSON.stringify({ id, name })}\n` : '');
    return 0;
  }
  const ended = await stayWith(launched, host, call);
  if (ended === undefined) {
    throw new UserError(
      'gone',
      t('The folder of run {0} was deleted; what became of it cannot be told.', id),
    );
  }
  const exitCode = exitCodeOf(ended);
  if (json) await terminal.print(`${JSON.stringify({ id, name, status: ended.status, exitCode })}\n`);
  else await terminal.tell(farewell(name, ended));
  return exitCode;
}

async function requestOf(call: Call): Promise<LaunchRequest> {
  const { operands, cwd, layout, terminal } = call;
  if (operands.length === 0)
    throw new UserError('usage', t('There is no command to run.'), t('See cairn run --help.'));
  const script = await scriptOf(operands, cwd);
  const pythonPath = path.join(terminal.out, '..', 'python');
  const [name, experiment] = [lastOf(call, 'name'), lastOf(call, 'experiment')];
  return {
    folder: layout.folder,
    command: operands,
    cwd,
    params: pairsOf('param', call.values('param')),
    tags: pairsOf('tag', call.values('tag')),
    origin: 'terminal',
    ...(script !== undefined && { script }),
    ...(name !== undefined && { name }),
    ...(experiment !== undefined && { experiment }),
    ...(existsSync(pythonPath) && { pythonPath }),
  };
}

/** Says what lacks of the review that config.yaml asks for, or refuses. */
async function reviewed({ command, cwd, script, name }: LaunchRequest, call: Call): Promise<void> {
  const { layout, config, terminal } = call;
  const lacking = await lackingReview({
    layout,
    policy: config.review,
    command,
    cwd,
    script,
    names: name === undefined ? [] : [name],
    python: { env: terminal.env },
  });
  if (lacking === undefined) return;
  const { rule, sentence, next } = lacking;
  if (rule === 'require') throw new UserError('unreviewed', sentence, next);
  await terminal.tell(`cairn: ${sentence} ${next}\n`);
}

/** Exit codes as shells give them when a command cannot be started. */
async function refused(error: unknown, { command, cwd }: LaunchRequest, call: Call): Promise<number> {
  if (!(error instanceof UserError) || error.code !== 'command') throw error;
  const found = await findProgram(command[0] ?? '', { cwd, env: call.terminal.env });
  await call.terminal.tell(
    `cairn: ${[error.message, error.next].filter((part) => part !== undefined).join(' ')}\n`,
  );
  return found.notExecutable === undefined ? 127 : 126;
}

async function stayWith({ dir }: Launched, host: LaunchHost, call: Call): Promise<Ended | undefined> {
  const { terminal, json } = call;
  let asked = 0;
  const interrupts = terminal.onInterrupt(() => {
    asked += 1;
    const [kind, sentence] =
      asked === 1
        ? (['graceful', t('cairn: stopping; once more to kill it at once')] as const)
        : (['now', t('cairn: killing it')] as const);
    Promise.all([terminal.tell(`\n${sentence}\n`), requestStop(dir, kind, host)]).catch((error: unknown) =>
      terminal.tell(`cairn: ${messageOf(error)}\n`),
    );
  });
  try {
    return await followRun({
      paths: runPaths(dir),
      write: (bytes) => (json ? terminal.tell(bytes) : terminal.print(bytes)),
      watch: async () => ['adopted', 'closed'].includes((await takeOver(dir, host)) ?? ''),
    });
  } finally {
    interrupts.dispose();
  }
}

function exitCodeOf({ status, exitCode, signal }: Ended): number {
  if (exitCode !== undefined) return exitCode;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  if (number !== undefined) return 128 + number;
  return status === 'finished' ? 0 : 1;
}

function farewell(name: string, { status, reason }: Ended): string {
  if (status === 'finished') return '';
  return `cairn: ${name} ${status}${reason === undefined ? '' : `: ${reason}`}\n`;
}
