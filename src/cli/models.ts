/** `cairn models`: the registered models of a folder, and what can be done with them. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Call, Command } from './command.ts';
import { lastOf } from './command.ts';
import { listModels, namedVersion } from './modelList.ts';
import { showModel } from './modelShow.ts';
import { openOne } from './openRuns.ts';
import { ModelActions } from '../project/modelActions.ts';

export const models: Command = {
  name: 'models',
  summary: t('list registered models, show and verify them, register runs, move aliases'),
  operands: 'ls | show MODEL | register RUN NAME | verify MODEL | alias NAME ALIAS N | rollback NAME ALIAS',
  options: {
    artifact: {
      type: 'string',
      value: 'PATH',
      help: t('with register: which of the artifacts of the run it is, or a file or folder'),
    },
    description: { type: 'string', value: 'TEXT', help: t('with register: words about the version') },
    reason: { type: 'string', value: 'TEXT', help: t('with alias and rollback: why') },
  },
  notes: [
    t('MODEL is NAME, NAME/VERSION or NAME@ALIAS; a name alone means its champion, else its newest version.'),
    t(
      'N is the number of a version; “none” takes an alias away. rollback puts an alias back to where it stood before.',
    ),
    t(
      'Exit code 1: verify found that an artifact has changed or is gone, rollback found nothing to go back to, or a file of a\nmodel is partly wrong.',
    ),
  ],
  run: answer,
};

async function answer(call: Call): Promise<number> {
  const [what = 'ls', ...words] = call.operands;
  const act = acts.get(what);
  if (act === undefined || words.length !== act.words)
    throw new UserError(
      'usage',
      act === undefined
        ? t('cairn models takes ls, show, register, alias, rollback or verify, not “{0}”.', what)
        : t('cairn models {0} takes {1} words, but got {2}.', what, act.words, words.length),
      t('See cairn models --help.'),
    );
  return await act.run(call, words);
}

interface Act {
  readonly words: number;
  readonly run: (call: Call, words: readonly string[]) => Promise<number>;
}

const acts = new Map<string, Act>([
  ['ls', { words: 0, run: listModels }],
  ['show', { words: 1, run: async (call, [model = '']) => await showModel(call, model) }],
  ['register', { words: 2, run: register }],
  ['alias', { words: 3, run: setAlias }],
  ['rollback', { words: 2, run: rollBack }],
  ['verify', { words: 1, run: verify }],
]);

async function register(call: Call, [run = '', name = '']: readonly string[]): Promise<number> {
  const detail = await openOne({ ...call, operands: [run] });
  const made = await actionsOf(call).register(detail, {
    name,
    artifact: lastOf(call, 'artifact'),
    description: lastOf(call, 'description'),
  });
  return await say(call, made, t('Registered {0} as {1}/{2}.', detail.name, made.name, made.version));
}

async function setAlias(call: Call, [name = '', alias = '', word = '']: readonly string[]): Promise<number> {
  const to = word === 'none' ? undefined : Number(word.replace(/^v/, ''));
  if (to !== undefined && !Number.isSafeInteger(to))
    throw new UserError('usage', t('“{0}” is no version.', word), t('See cairn models --help.'));
  const moved = await actionsOf(call).moveAlias({ name, alias, to }, lastOf(call, 'reason'));
  return await say(call, { name, ...moved }, movedSentence(moved, name));
}

async function rollBack(call: Call, [name = '', alias = '']: readonly string[]): Promise<number> {
  try {
    const moved = await actionsOf(call).rollBack({ name, alias }, lastOf(call, 'reason'));
    return await say(call, { name, ...moved }, movedSentence(moved, name));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'noMove') throw error;
    await call.terminal.tell(`cairn: ${error.message}\n`);
    return 1;
  }
}

async function verify(call: Call, [word = '']: readonly string[]): Promise<number> {
  const actions = actionsOf(call);
  const { name, version } = namedVersion(actions.registry, word);
  const verified = await actions.verify(name, version);
  await say(call, { name, version, ...verified }, verified.sentence);
  if (verified.state === 'same') return 0;
  return verified.state === 'differs' || verified.state === 'gone' ? 1 : 2;
}

function movedSentence(
  { alias, from, to }: { alias: string; from: number | null; to: number | null },
  name: string,
) {
  const word = (version: number | null) => (version === null ? t('none') : `v${String(version)}`);
  return t('{0} of {1}: {2} → {3}', alias, name, word(from), word(to));
}

async function say({ json, terminal }: Call, document: unknown, sentence: string): Promise<number> {
  await terminal.print(json ? `${JSON.stringify(document)}\n` : `${sentence}\n`);
  return 0;
}

/** Whoever works in a terminal trusts the folder. */
function actionsOf({ layout, config, terminal }: Call): ModelActions {
  return new ModelActions({
    layout,
    config,
    clock: { now: terminal.now },
    env: terminal.env,
    isTrusted: true,
  });
}
