/** *Run with…*: asks for parameters, arguments, name, experiment and tags, step by step, starting from the last answers. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { RunOptions } from './launcher.ts';
import { parsePairs, splitWords, type Parsed } from './words.ts';

/** The lines as they were typed. */
const answers = z.object({
  params: z.string(),
  args: z.string(),
  name: z.string(),
  experiment: z.string(),
  tags: z.string(),
});
export type Answers = z.infer<typeof answers>;

export interface RunWithMemory {
  /** What was asked for last time; the name is never asked for twice. */
  last(key: string): Answers;
  remember(key: string, given: Answers): Promise<void>;
}

export function runWithMemory(memento: vscode.Memento): RunWithMemory {
  return {
    last: (key) => answers.safeParse(memento.get(`runWith ${key}`)).data ?? noAnswers,
    remember: async (key, given) => {
      await memento.update(`runWith ${key}`, { ...given, name: '' });
    },
  };
}

const noAnswers: Answers = { params: '', args: '', name: '', experiment: '', tags: '' };

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
    if (answer === 'gone') return undefined;
    if (answer === 'back') {
      at -= 1;
      continue;
    }
    given[step.key] = answer.value;
    if (answer.run) break;
    at += 1;
  }
  return given;
}

/** Answers that passed their checks, as what a launch takes. */
export function toRunOptions(given: Answers): RunOptions {
  const value = <T>(parsed: Parsed<T>, otherwise: T): T => (parsed.ok ? parsed.value : otherwise);
  return {
    params: value(parsePairs(given.params), {}),
    args: value(splitWords(given.args), []),
    tags: value(parsePairs(given.tags), {}),
    ...(given.name.trim() !== '' && { name: given.name.trim() }),
    ...(given.experiment.trim() !== '' && { experiment: given.experiment.trim() }),
  };
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

type Answer = { readonly value: string; readonly run: boolean } | 'back' | 'gone';

async function ask(
  step: Step,
  shown: { title: string; at: number; of: number; value: string },
): Promise<Answer> {
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
    return await new Promise<Answer>((resolve) => {
      input.onDidChangeValue(check);
      input.onDidAccept(() => {
        if (check()) resolve({ value: input.value, run: false });
      });
      input.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) resolve('back');
        else if (check()) resolve({ value: input.value, run: true });
      });
      input.onDidHide(() => resolve('gone'));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
