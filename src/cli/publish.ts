/** `cairn publish`: runs, or a model version with its run, to a team's MLflow server. */
import { UserError, type Problem } from '../base/errors.ts';
import { formatCount, formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import type { PublishResult } from '../protocol/publishShape.ts';
import { serverAddress, type Credentials } from '../sources/mlflowServer/serverAddress.ts';
import { checkServer } from '../sources/mlflowServer/serverCalls.ts';
import { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { modelNamed, publishModel, type PublishedModel } from '../team/publishModel.ts';
import { publishRun, wasThere, type PublishedRun, type PublishTo } from '../team/publishRun.ts';
import { lastOf, type Call, type Command } from './command.ts';
import { findRuns } from './findRuns.ts';
import type { NamedRun } from './pickRuns.ts';

export const publish: Command = {
  name: 'publish',
  summary: t('send runs or a model version to an MLflow server'),
  operands: '[RUN…]',
  options: {
    to: { type: 'string', value: 'URI', help: t('the server; otherwise MLFLOW_TRACKING_URI says it') },
    model: {
      type: 'string',
      value: 'NAME[@ALIAS|/VERSION]',
      help: t('a registered model’s version, otherwise the newest, with the run that made it'),
    },
    alias: { type: 'string', multiple: true, value: 'A', help: t('move this alias to the version there') },
  },
  notes: [
    t(
      'Who signs in is told by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN;\nnever by an argument, which others on this machine can see.',
    ),
    t(
      'What is there already is not sent again, so a publication that was cut off is taken up by the same command.\nExit code 1: something could not be published; it is said what.',
    ),
  ],
  run: publishAll,
};

async function publishAll(call: Call): Promise<number> {
  const { operands, terminal } = call;
  const model = lastOf(call, 'model');
  const aliases = call.values('alias');
  if ((model === undefined) === (operands.length === 0))
    throw usage(t('Name runs, or give --model, and not both.'));
  if (aliases.length > 0 && model === undefined) throw usage(t('--alias goes with --model.'));
  // Before the network is asked: a word that names nothing should not have to wait for it.
  const runs = model === undefined ? await findRuns(call, operands) : [];
  const named = model === undefined ? undefined : modelNamed(new ModelRegistry(call.layout.models), model);
  const abort = new AbortController();
  const interrupts = terminal.onInterrupt(() => abort.abort());
  const server = connect(call, abort.signal);
  try {
    await checkServer(server);
    const result: PublishResult = { server: server.address.uri, runs: [], model: null, problems: [] };
    const to = { layout: call.layout, server, signal: abort.signal };
    if (named !== undefined) {
      const wanted = {
        ...named,
        aliases: [...new Set([...aliases, ...(named.alias === undefined ? [] : [named.alias])])],
      };
      await publishing(result, named.name, async () => {
        const done = await publishModel(wanted, { ...to, progress: progressOf(call, named.name) });
        result.runs.push(shapeOf(done.run));
        result.model = modelShapeOf(done);
      });
    }
    for (const { id, name } of runs)
      await publishing(result, id, async () =>
        result.runs.push(shapeOf(await publishRun(id, { ...to, progress: progressOf(call, name) }))),
      );
    return await tell(call, result, runs);
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    await terminal.tell(
      `cairn: ${t('Stopped; what has arrived is not sent again by the next cairn publish.')}\n`,
    );
    return 1;
  } finally {
    interrupts.dispose();
    server.close();
  }
}

/** What is wrong with one run keeps none of the others back. */
async function publishing(result: PublishResult, where: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const next = error.next === undefined ? '' : ` ${error.next}`;
    result.problems.push({ where, message: `${error.message}${next}` });
  }
}

function connect(call: Call, signal: AbortSignal): ServerConnection {
  const { env } = call.terminal;
  const uri = lastOf(call, 'to') ?? env['MLFLOW_TRACKING_URI'] ?? '';
  if (uri === '') throw usage(t('Name the server with --to, or in MLFLOW_TRACKING_URI.'));
  return new ServerConnection({ address: serverAddress(uri), credentials: credentialsFrom(env), signal });
}

/** In MLflow's own order. */
function credentialsFrom(env: NodeJS.ProcessEnv): Credentials | undefined {
  const [user, password, token] = [
    env['MLFLOW_TRACKING_USERNAME'],
    env['MLFLOW_TRACKING_PASSWORD'],
    env['MLFLOW_TRACKING_TOKEN'],
  ];
  if (user !== undefined && user !== '') return { kind: 'user', user, password: password ?? '' };
  return token === undefined || token === '' ? undefined : { kind: 'token', token };
}

/** A line now and then: whoever waits wants to see that it goes on. */
function progressOf({ terminal }: Call, name: string): PublishTo['progress'] {
  let last = terminal.now();
  return (sentence) => {
    if (terminal.now() - last < 1000) return;
    last = terminal.now();
    void terminal.tell(`${name}: ${sentence}\n`);
  };
}

async function tell(call: Call, result: PublishResult, runs: readonly NamedRun[]): Promise<number> {
  const { terminal, json } = call;
  const nameOf = (id: string) => runs.find((run) => run.id === id)?.name ?? id;
  if (json) await terminal.print(`${JSON.stringify(result)}\n`);
  else {
    for (const run of result.runs)
      await terminal.print(`${nameOf(run.id)}  ${run.url}  ${sentText(run.sent)}\n`);
    const { model } = result;
    if (model !== null)
      await terminal.print(
        `${model.name} ${model.version}  ${model.url}  ${model.isNew ? t('new version {0}', model.there) : t('was there already')}\n`,
      );
  }
  const all: readonly Problem[] = [
    ...result.runs.flatMap(({ id, problems }) =>
      problems.map(({ where, message }) => ({ where: `${nameOf(id)}: ${where}`, message })),
    ),
    ...result.problems.map(({ where, message }) => ({ where: nameOf(where), message })),
  ];
  for (const { where, message } of all) await terminal.tell(`cairn: ${where}: ${message}\n`);
  return all.length === 0 ? 0 : 1;
}

function sentText(sent: PublishedRun['sent']): string {
  if (wasThere(sent)) return t('was there already');
  const parts: readonly (readonly [number, string])[] = [
    [sent.params, t('params {0}', formatCount(sent.params))],
    [sent.points, t('points {0}', formatCount(sent.points))],
    [sent.tags, t('tags {0}', formatCount(sent.tags))],
    [sent.datasets, t('datasets {0}', formatCount(sent.datasets))],
    [sent.artifacts, t('artifacts {0} ({1})', formatCount(sent.artifacts), formatSize(sent.bytes))],
  ];
  const said = parts.flatMap(([count, text]) => (count > 0 ? [text] : []));
  return said.length === 0 ? t('sent') : t('sent: {0}', said.join(', '));
}

function shapeOf({ id, run, experiment, url, sent, problems }: PublishedRun): PublishResult['runs'][number] {
  return { id, run, experiment, url, sent, problems: problems.map(bare) };
}

function modelShapeOf(of: PublishedModel): NonNullable<PublishResult['model']> {
  const { name, version, there, isNew, aliases, url } = of;
  return { name, version, there, isNew, aliases: [...aliases], url };
}

function bare({ where, message }: Problem): { where: string; message: string } {
  return { where, message };
}

function usage(message: string): UserError {
  return new UserError('usage', message, t('See cairn publish --help.'));
}
