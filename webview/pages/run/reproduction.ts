/** Which inputs of the run were recorded, so that it could be run again: code, data, environment, seed. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../src/base/counted.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { icon } from '../../icons/icon.ts';
import type { RunModel } from './runModel.ts';

export interface Input {
  readonly name: string;
  readonly verdict: 'recorded' | 'partly' | 'missing';
  readonly text: string;
}

export function reproduction(model: RunModel, detail: PageDetail): TemplateResult {
  const inputs = inputsOf(detail, model.view?.kept ?? { script: false, patch: false, packages: false });
  const recorded = inputs.filter((input) => input.verdict === 'recorded').length;
  return html`<section class="sec" aria-labelledby="h-reproduction">
    <header>
      <h2 id="h-reproduction">${t('Reproduction')}</h2>
      <span class="dim"
        >${
          recorded === inputs.length
            ? t('all inputs recorded, not yet tried')
            : t('{0} of {1} inputs recorded', recorded, inputs.length)
        }</span
      >
    </header>
    <ul class="rep">
      ${inputs.map(
        ({ name, verdict, text }) =>
          html`<li>
            ${marks[verdict]()}<span class="dim">${name}</span
            ><span class="cut" title=${text}><span class="sr">${words[verdict]()}: </span>${text}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

const marks = {
  recorded: () => icon('pass', 'ok'),
  partly: () => icon('warning', 'warn'),
  missing: () => icon('circleSlash', 'idle'),
} as const;

const words = {
  recorded: () => t('recorded'),
  partly: () => t('partly recorded'),
  missing: () => t('not recorded'),
} as const;

export function inputsOf(detail: PageDetail, kept: { script: boolean; packages: boolean }): Input[] {
  return [
    { name: t('Code'), ...code(detail, kept.script) },
    { name: t('Data'), ...data(detail) },
    { name: t('Environment'), ...environment(detail, kept.packages) },
    { name: t('Seed'), ...seed(detail) },
  ];
}

type Verdict = Omit<Input, 'name'>;

function code({ git }: PageDetail, script: boolean): Verdict {
  if (git?.commit === undefined)
    return script
      ? { verdict: 'partly', text: t('the script only: there is no git commit') }
      : { verdict: 'missing', text: t('there is no git commit') };
  const commit = git.commit.slice(0, 7);
  if (git.untrackedSkipped.length > 0)
    return {
      verdict: 'partly',
      text: t('{0}; {1} untracked files were too big', commit, git.untrackedSkipped.length),
    };
  if (git.changedFiles === 0) return { verdict: 'recorded', text: t('{0}, unchanged', commit) };
  if (!git.patchComplete || git.binaryFiles.length > 0)
    return { verdict: 'partly', text: t('{0} and a part of the changes', commit) };
  return {
    verdict: 'recorded',
    text: counted(git.changedLines, t('{0} and a patch of 1 line', commit), (n) =>
      t('{0} and a patch of {1} lines', commit, n),
    ),
  };
}

function data({ datasets }: PageDetail): Verdict {
  if (datasets.length === 0) return { verdict: 'missing', text: t('the script named no dataset') };
  const named = datasets.filter((dataset) => dataset.version !== null).length;
  if (named < datasets.length)
    return { verdict: 'partly', text: t('{0} of {1} datasets with a version', named, datasets.length) };
  return {
    verdict: 'recorded',
    text: counted(datasets.length, t('1 dataset version'), (n) => t('{0} dataset versions', n)),
  };
}

function environment({ interpreter }: PageDetail, packages: boolean): Verdict {
  if (!interpreter) return { verdict: 'missing', text: t('no interpreter was found') };
  if (!packages) return { verdict: 'partly', text: t('{0}, packages unknown', interpreter.version) };
  return {
    verdict: 'recorded',
    text: counted(interpreter.packages, t('1 package with its version'), (n) =>
      t('{0} packages with versions', n),
    ),
  };
}

const seedName = /(^|[^a-z])(seed|random_?state|random_?seed)([^a-z]|$)/i;

function seed({ params }: PageDetail): Verdict {
  const found = Object.entries(params).find(([key]) => seedName.test(key));
  return found
    ? { verdict: 'recorded', text: `${found[0]} = ${found[1]}` }
    : { verdict: 'missing', text: t('no param is named seed') };
}
