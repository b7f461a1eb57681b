/** Commands on scripts and command lines: run, run with, debug, and compare the runs of one script. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Cairn } from '../cairn.ts';
import { debugScript } from '../launching/debugScript.ts';
import { noOptions, requireTrust } from '../launching/launcher.ts';
import { toRunOptions } from '../launching/runAnswers.ts';
import { askRunOptions } from '../launching/runWith.ts';
import { joinWords, splitWords } from '../launching/words.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { runsToCompare } from './runsToCompare.ts';
import { projectTarget, scriptTarget } from './targets.ts';

export function scriptCommands(cairn: Cairn) {
  return {
    [commands.scriptRun]: async (arg) => {
      requireTrust();
      const script = await scriptTarget(cairn, arg, t('Run a script'));
      return script && (await cairn.launcher.runScript(script, noOptions)).id;
    },
    [commands.scriptRunWith]: async (arg) => {
      requireTrust();
      const script = await scriptTarget(cairn, arg, t('Run a script with…'));
      if (script === undefined) return undefined;
      const key = `${script.project.folder} ${script.project.relative(script.file)}`;
      const answers = await askRunOptions(path.basename(script.file), cairn.memory.last(key));
      if (answers === undefined) return undefined;
      await cairn.memory.remember(key, answers);
      return (await cairn.launcher.runScript(script, toRunOptions(answers))).id;
    },
    [commands.scriptDebug]: async (arg) => {
      requireTrust();
      const script = await scriptTarget(cairn, arg, t('Debug a script'));
      return script && (await debugScript(cairn, script));
    },
    [commands.scriptCompare]: async (arg) => await compareRunsOf(cairn, arg),
    [commands.scriptRunCommand]: async () => {
      requireTrust();
      const project = await projectTarget(cairn);
      if (project === undefined) return undefined;
      const line = await vscode.window.showInputBox({
        title: t('Run a command line'),
        placeHolder: joinWords(['python3', 'train.py', '--epochs', '20']),
        prompt: t('It runs in {0}, without a shell.', project.folder),
        ignoreFocusOut: true,
        validateInput: (text) => {
          const parsed = splitWords(text);
          if (!parsed.ok) return parsed.message;
          return parsed.value.length === 0 ? t('A program is needed.') : undefined;
        },
      });
      const words = line === undefined ? undefined : splitWords(line);
      if (words?.ok !== true || words.value.length === 0) return undefined;
      return (await cairn.launcher.runCommand(project, words.value, noOptions)).id;
    },
  } satisfies Partial<Record<string, Handler>>;
}

/** The compare page of a script's runs, two of them drawn. */
async function compareRunsOf(cairn: Cairn, arg: unknown): Promise<void> {
  const script = await scriptTarget(cairn, arg, t('Compare runs of a script'));
  if (script === undefined) return;
  const { project } = script;
  const key = project.relative(script.file);
  await cairn.pages.compare(project, await runsToCompare(project.store, key));
}
