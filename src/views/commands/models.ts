/** Commands on registered models: register a run, move aliases and roll them back, verify, copy, show. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { ModelDetail } from '../../protocol/modelShape.ts';
import type { Cairn } from '../cairn.ts';
import { refIn } from '../catalogRef.ts';
import { commands, foreignCommands } from '../ui/contributions.ts';
import { pickText } from '../ui/pickText.ts';
import type { Handler } from './handler.ts';
import {
  modelTarget,
  serverVersionOf,
  versionTarget,
  type ModelTarget,
  type VersionTarget,
} from './modelTargets.ts';
import { registerModel, whileHashing } from './registerModel.ts';

export function modelCommands(cairn: Cairn) {
  const ofVersion =
    (title: string, act: (target: VersionTarget, tell: Teller) => Promise<unknown>): Handler =>
    async (arg) => {
      const target = await versionTarget(cairn, arg, title);
      return target && (await act(target, tellerFor(cairn, arg)));
    };
  return {
    [commands.modelsRegister]: async (arg) => await registerModel(cairn, arg),
    [commands.modelsOpen]: async (arg) => {
      const there = serverVersionOf(cairn, arg);
      if (there !== undefined) {
        await cairn.pages.openModel(there.project, there);
        return;
      }
      const target = await modelTarget(cairn, arg, t('Open model'));
      if (target) await cairn.pages.openModel(target.project, { ...target, name: target.model.name });
    },
    [commands.modelsOpenRun]: async (arg) => {
      const shown = await shownVersion(cairn, arg, t('Open the run of'));
      if (shown === undefined) return;
      const { project, detail } = shown;
      const run = detail?.shown?.run ?? undefined;
      if (run !== undefined) await cairn.pages.openRun(project, run);
      else throw new UserError('noRun', t('Nothing says which run made this version.'));
    },
    [commands.modelsOpenFile]: async (arg) => {
      const target = await modelTarget(cairn, arg, t('Open model file'));
      const file = target && (await target.project.models()).registry.fileOf(target.model.name);
      if (file !== undefined)
        await vscode.commands.executeCommand(foreignCommands.open, vscode.Uri.file(file));
    },
    [commands.modelsSetAlias]: ofVersion(t('Set alias'), setAlias),
    [commands.modelsRollBack]: async (arg, alias) => {
      const target = await modelTarget(cairn, arg, t('Roll back'));
      if (target) await rollBack(target, { alias, tell: tellerFor(cairn, arg) });
    },
    [commands.modelsVerify]: ofVersion(t('Verify artifact'), verify),
    [commands.modelsCopy]: async (arg) => {
      const shown = await shownVersion(cairn, arg, t('Copy'));
      if (shown?.detail !== undefined) await copy(shown.detail);
    },
    [commands.modelsReveal]: ofVersion(t('Reveal artifact'), async ({ project, model, version }) => {
      const file = (await project.models()).artifactFile(model.name, version);
      await vscode.commands.executeCommand(foreignCommands.reveal, vscode.Uri.file(file));
    }),
    [commands.modelsDeleteVersion]: ofVersion(
      t('Delete version'),
      async (target) => await deleteVersion(cairn, target),
    ),
  } satisfies Partial<Record<string, Handler>>;
}

const usual = ['champion', 'challenger'];

async function setAlias({ project, model, version }: VersionTarget, tell: Teller): Promise<void> {
  const at = new Map(
    model.versions.flatMap((row) => row.aliases.map((alias) => [alias, row.version] as const)),
  );
  const names = [...new Set([...usual, ...at.keys()])];
  const items = names.map((alias) => {
    const now = at.get(alias);
    const isHere = now === version;
    return {
      label: isHere ? t('Take {0} away', alias) : alias,
      description: now === undefined ? t('stands for no version yet') : t('stands for v{0} now', now),
      alias,
      to: isHere ? undefined : version,
    };
  });
  const other = { label: t('Another alias…'), description: '', alias: undefined, to: version };
  const title = t('Alias of {0} v{1}', model.name, version);
  const picked = await vscode.window.showQuickPick([...items, other], { title });
  if (picked === undefined) return;
  const actions = await import('../../models/aliasMoves.ts');
  const alias =
    picked.alias ??
    (await pickText({
      title,
      placeholder: t('Letters, digits, “_” and “-”, such as champion.'),
      likely: [],
      problem: (text) => actions.aliasProblem(text),
    }));
  if (alias === undefined) return;
  const isOldest = model.versions.every((row) => row.version >= version);
  const reason =
    picked.to === undefined
      ? await askReason(t('Take {0} away', alias), [t('Not in use any more'), t('It was set by mistake')])
      : await askReason(`${alias} → v${String(version)}`, reasonsFor(alias, at.get(alias), isOldest));
  if (reason === undefined) return;
  const of = { name: model.name, alias: alias.trim(), to: picked.to };
  tell(moveSentence(model.name, await (await project.models()).moveAlias(of, reason)));
}

/** The likely ones, of those that make sense. `from`: where the alias stands. */
function reasonsFor(alias: string, from: number | undefined, isOldest: boolean): string[] {
  const isFirst = isOldest && from === undefined;
  return [
    ...(alias === 'champion' ? [] : [t('To be tried against the champion')]),
    isFirst ? t('First version') : t('Better than the version before'),
  ];
}

/** `alias`: as pages name it; else the only one that can go back, else one that is asked for. */
async function rollBack(
  { project, model }: ModelTarget,
  { alias, tell }: { readonly alias: unknown; readonly tell: Teller },
): Promise<void> {
  const { rollBacks = [] } = (await project.store.models.get(model.name, undefined, false)) ?? {};
  const items = rollBacks
    .filter((move) => typeof alias !== 'string' || move.alias === alias)
    .map((move) => ({ label: move.alias, description: t('back to v{0}', move.to), move }));
  const [first] = items;
  if (first === undefined)
    throw new UserError(
      'noMove',
      t('The history of {0} tells of no version to go back to.', model.name),
      t('Set the alias to a version instead.'),
    );
  const title = t('Roll back an alias of {0}', model.name);
  const picked = items.length === 1 ? first : await vscode.window.showQuickPick(items, { title });
  if (picked === undefined) return;
  const { move } = picked;
  const reason = await askReason(t('Roll back {0} to v{1}', move.alias, move.to), [
    t('Worse in use than expected'),
    t('It was moved by mistake'),
    t('Its data or code turned out to be wrong'),
  ]);
  if (reason === undefined) return;
  const moved = await (await project.models()).rollBack({ name: model.name, alias: move.alias }, reason);
  tell(moveSentence(model.name, moved));
}

/** Written into the history of the model. */
async function askReason(title: string, likely: readonly string[]): Promise<string | undefined> {
  return await pickText({
    title,
    placeholder: t('Why? Choose a reason, or write one.'),
    likely: likely.map((text) => ({ text })),
    problem: (text) => (text.length > 2000 ? t('At most {0} characters.', 2000) : undefined),
  });
}

type Teller = (sentence: string) => void;

/** A page shows by itself what came of it: messages of several moves would pile up. */
function tellerFor({ toast }: Cairn, arg: unknown): Teller {
  return refIn(arg)?.fromPage === true ? () => undefined : (sentence) => toast.info(sentence);
}

function moveSentence(
  name: string,
  { alias, from, to }: { readonly alias: string; readonly from: number | null; readonly to: number | null },
): string {
  const word = (version: number | null) => (version === null ? t('none') : `v${String(version)}`);
  return t('{0} of {1}: {2} → {3}', alias, name, word(from), word(to));
}

/** Resolves to what was found, for pages. */
async function verify({ project, model, version }: VersionTarget, tell: Teller) {
  const actions = await project.models();
  const title = t('Verifying the artifact of {0} v{1}', model.name, version);
  const verified = await whileHashing(
    title,
    async (hashing) => await actions.verify(model.name, version, hashing),
  );
  if (verified !== undefined) tell(verified.sentence);
  return verified;
}

/** What is known of the version that a command is about, of this folder or of its server. */
async function shownVersion(
  cairn: Cairn,
  arg: unknown,
  title: string,
): Promise<{ readonly project: Project; readonly detail: ModelDetail | undefined } | undefined> {
  const there = serverVersionOf(cairn, arg);
  if (there !== undefined) {
    const { project, name } = there;
    await cairn.servers.ready(project);
    const detail = await project.store.server.model(there);
    if (detail !== undefined && detail.shown !== null) return { project, detail };
    throw new UserError('noModel', t('{0} is not on {1} any more.', name, there.server));
  }
  const target = await versionTarget(cairn, arg, title);
  if (target === undefined) return undefined;
  const { project, model, version } = target;
  return { project, detail: await project.store.models.get(model.name, version, false) };
}

async function copy({ name, shown, server }: ModelDetail): Promise<void> {
  if (shown === null) return;
  const version = String(shown.version);
  const facts: readonly (readonly [label: string, text: string | null])[] = [
    [t('Name and version'), `${name}/${version}`],
    [t('Address for MLflow clients'), `models:/${name}/${version}`],
    [t('ID of the run'), shown.run],
    [t('SHA-256 of the artifact'), shown.artifact?.sha256 ?? null],
    [t('Place of the artifact'), server === null ? null : (shown.artifact?.location ?? null)],
    [t('Commit'), shown.commit],
  ];
  const items = facts.flatMap(([label, text]) => (text === null ? [] : [{ label, description: text }]));
  const picked = await vscode.window.showQuickPick(items, { title: t('Copy') });
  if (picked !== undefined) await vscode.env.clipboard.writeText(picked.description);
}

async function deleteVersion(cairn: Cairn, { project, model, version }: VersionTarget): Promise<void> {
  const aliases = model.versions.find((row) => row.version === version)?.aliases ?? [];
  const detail = [
    ...(aliases.length > 0 ? [t('These aliases go with it: {0}.', aliases.join(', '))] : []),
    t('The artifact stays where it is, and the number is not given again.'),
  ].join(' ');
  const sentence = t('Delete the record of {0} v{1}?', model.name, version);
  if (!(await cairn.toast.confirm(sentence, detail, t('Delete')))) return;
  await (await project.models()).deleteVersion(model.name, version);
}
