/** Which params move the objective among the matching runs, how surely, and which way; a sentence where that cannot be said. */
import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatShare, minus } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef, ImportanceResult } from '../../../../src/protocol/compare/compareShape.ts';
import { icon } from '../../../icons/icon.ts';
import type { CompareModel } from '../compareModel.ts';
import { columnPicker } from '../plots/columnPicker.ts';
import { columnTitle } from '../plots/columnWords.ts';
import { defaultObjective } from '../plots/defaultColumns.ts';
import { emptyPlot, noMatch } from '../plots/emptyPlot.ts';
import type { Tab } from '../tab.ts';
import { directionWords } from './directionWords.ts';
import { ImportanceData } from './importanceData.ts';

export const importanceTab: Tab = {
  id: 'importance',
  label: () => t('Importance'),
  body: (model) => {
    if (model.frame.ordinals.length === 0) return noMatch(model);
    const objective = objectiveOf(model);
    return html`<div class="plots">${tools(model, objective)} ${content(model, objective)}</div>`;
  },
};

const known = new WeakMap<CompareModel, ImportanceData>();

function objectiveOf(model: CompareModel): ColumnRef | null {
  const chosen = model.state.plots.importance.objective;
  if (chosen !== null) return chosen;
  return defaultObjective({ catalog: model.catalog, scope: model.scope })?.column ?? null;
}

function tools(model: CompareModel, objective: ColumnRef | null): TemplateResult {
  return html`<div class="plot-tools">
    ${columnPicker(model, {
      label: t('Objective'),
      value: objective,
      onChange: (column) => model.set({ plots: { ...model.state.plots, importance: { objective: column } } }),
    })}
  </div>`;
}

function content(model: CompareModel, objective: ColumnRef | null): TemplateResult {
  if (objective === null)
    return emptyPlot(
      t('None of these runs has logged a metric.'),
      t('Params can be judged once runs have logged what they are to move.'),
    );
  const data = known.get(model) ?? new ImportanceData(model);
  known.set(model, data);
  data.update(objective);
  if (data.failure !== undefined)
    return html`<div class="note err" role="alert">${icon('error', 'bad')}<span>${data.failure}</span></div>`;
  if (data.answer === undefined || data.metric === undefined)
    return html`<p class="dim pad" role="status">${t('Growing a forest on the runs…')}</p>`;
  const { result, matching } = data.answer;
  return answer(result, { title: columnTitle(data.metric), matching });
}

interface About {
  readonly title: string;
  readonly matching: number;
}

function answer(result: ImportanceResult, { title, matching }: About): TemplateResult {
  switch (result.kind) {
    case 'tooFew':
      return emptyPlot(
        t('{0} matching runs have a value of {1}: too few to tell a param from chance.', result.runs, title),
        t('From {0} runs on params are ranked here. A wider filter may let more in.', result.needed),
      );
    case 'nothingVaries':
      return emptyPlot(
        t('In the {0} matching runs no param differs, or all reached the same {1}.', result.runs, title),
        t('Vary a param, for example with Run with…, or choose another objective.'),
      );
    case 'unexplained':
      return emptyPlot(
        t(
          'The params do not explain {0} in these {1} runs: a forest predicts unseen runs no better than their mean.',
          title,
          result.runs,
        ),
        t('What moves it may not be recorded as a param, or more runs are needed.'),
      );
    case 'importance':
      return html`<p class="pad">
          ${t(
            '{0} of {1} runs with {2} were used; their params explain {3} of its variance in runs that a tree has not seen.',
            formatCount(result.runs),
            formatCount(matching),
            title,
            formatShare(result.explained),
          )}
        </p>
        ${bars(result.params, title)}
        <p class="dim small pad">
          ${t('Permutation importance of a random forest of 100 trees (Breiman, Random Forests, Machine Learning 45, 2001): the share of the variance that is no longer explained when a param is shuffled, with its 95 % interval over the trees; ρ is Spearman’s rank correlation. It shows what goes together, not what causes what.')}
        </p>`;
  }
}

type Params = Extract<ImportanceResult, { kind: 'importance' }>['params'];

function bars(params: Params, title: string): TemplateResult {
  const longest = Math.max(1e-9, ...params.map(({ high, importance }) => Math.max(high, importance)));
  const shown = params.slice(0, most);
  return html`<table class="importance" aria-label=${t('Importance of params for {0}', title)}>
      <thead>
        <tr>
          <th scope="col" class="key">${t('Param')}</th>
          <th scope="col" class="bar"><span class="sr">${t('As a bar, with its interval')}</span></th>
          <th scope="col" class="num value">${t('Importance')}</th>
          <th scope="col" class="way">${t('Which way')}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((param) => row(param, { longest, title }))}
      </tbody>
    </table>
    ${
      params.length > most
        ? html`<p class="dim small pad">
            ${t('The first {0} of {1} params.', most, formatCount(params.length))}
          </p>`
        : nothing
    }`;
}

function row(
  { key, importance, low, high, correlation }: Params[number],
  { longest, title }: { longest: number; title: string },
): TemplateResult {
  const share = (value: number) => `${String(Math.max(0, Math.min(100, (value / longest) * 100)))}%`;
  const isChance = low <= 0;
  return html`<tr class=${isChance ? 'dim' : ''}>
    <th scope="row" class="key cut" title=${key}>${key}</th>
    <td class="bar" aria-hidden="true">
      <svg width="100%" height="14">
        ${svg`<rect class="share" x="0" y="3" height="8" width=${share(importance)}></rect>
          <line class="span" x1=${share(low)} x2=${share(high)} y1="7" y2="7"></line>
          <line class="span" x1=${share(high)} x2=${share(high)} y1="3" y2="11"></line>
          <line class="span" x1=${share(low)} x2=${share(low)} y1="3" y2="11"></line>`}
      </svg>
    </td>
    <td class="num value">
      ${inHundredths(importance)} <span class="dim">[${inHundredths(low)}, ${inHundredths(high)}]</span>
    </td>
    <td class="way">${isChance ? t('not told from chance') : directionWords(correlation, title)}</td>
  </tr>`;
}

/** `0.07`; what rounds to nothing has no sign. */
function inHundredths(share: number): string {
  const text = Math.abs(share).toFixed(2);
  return share < 0 && Number(text) > 0 ? minus + text : text;
}

const most = 50;
