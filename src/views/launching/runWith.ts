/** *Run with…*: asks for parameters, arguments, name, experiment and tags, step by step, starting from the last answers. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Answers } from './runAnswers.ts';
import { parsePairs, splitWords, type Parsed } from './words.ts';

/** Undefined when the person went away. */
export async function askRunOptions(script: string, last: Answers): Promise<Answers | undefined> {
  const given = { ...last };
  const steps = stepsOf();
  let at = 0;
  while (at < steps.length) {
    const step = steps[at];
    if (step === undefined) break;
    const answer = await ask(step, {
      title: t('Run {0} with…', script),
      at,
      of: steps.length,
      value: given[step.key],
    });
    if (answer === undefined) return undefined;
    given[step.key] = answer.value;
    if (answer.then === 'run') break;
    at += answer.then === 'back' ? -1 : 1;
  }
  return given;
}

interface Step {
  readonly key: keyof Answers;
  readonly prompt: string;
  readonly placeholder: string;
  readonly check: (line: string) => Parsed<unknown>;
}

function stepsOf(): Step[] {
  const anything = (): Parsed<unknown> => ({ ok: true, value: undefined });
  const short = (line: string): Parsed<unknown> =>
    line.length <= 200 ? { ok: true, value: line } : { ok: false, message: t('At most 200 characters.') };
  return [
    {
      key: 'args',
      prompt: t('Arguments, given to the script'),
      placeholder: '--lr 0.01 --epochs 20',
      check: splitWords,
    },
    {
      key: 'params',
      prompt: t('Parameters, recorded with the run'),
      placeholder: 'lr=0.01 depth=6',
      check: parsePairs,
    },
    {
      key: 'name',
      prompt: t('Name of the run; empty: one is made up'),
      placeholder: 'quiet-heron',
      check: short,
    },
    { key: 'experiment', prompt: t('Experiment; empty: none'), placeholder: 'credit-risk', check: anything },
    { key: 'tags', prompt: t('Tags'), placeholder: 'stage=smoke', check: parsePairs },
  ];
}

interface Answer {
  readonly value: string;
  readonly then: 'next' | 'back' | 'run';
}

/** Undefined when the person went away. */
async function ask(
  step: Step,
  shown: { title: string; at: number; of: number; value: string },
): Promise<Answer | undefined> {
  const input = vscode.window.createInputBox();
  const runNow: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('play'), tooltip: t('Run now') };
  input.title = shown.title;
  input.step = shown.at + 1;
  input.totalSteps = shown.of;
  input.value = shown.value;
  input.prompt = step.prompt;
  input.placeholder = step.placeholder;
  input.ignoreFocusOut = true;
  input.buttons = shown.at > 0 ? [vscode.QuickInputButtons.Back, runNow] : [runNow];
  const check = (): boolean => {
    const parsed = step.check(input.value);
    input.validationMessage = parsed.ok ? '' : parsed.message;
    return parsed.ok;
  };
  try {
    return await new Promise<Answer | undefined>((resolve) => {
      input.onDidChangeValue(check);
      input.onDidAccept(() => {
        if (check()) resolve({ value: input.value, then: 'next' });
      });
      input.onDidTriggerButton((button) => {
        const isRight = check();
        // Back keeps what was typed, unless it is wrong: then the answer before it stands.
        if (button === vscode.QuickInputButtons.Back)
          resolve({ value: isRight ? input.value : shown.value, then: 'back' });
        else if (isRight) resolve({ value: input.value, then: 'run' });
      });
      input.onDidHide(() => resolve(undefined));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
