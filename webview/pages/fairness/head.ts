/** What was found, in a sentence; then what it was found in: predictions, run, script, data, model. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, cutPath, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { FairnessView } from '../../../src/protocol/fairnessPage.ts';
import type { VerdictWord } from '../../../src/protocol/fairnessReport.ts';
import { button, iconButton } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import { openMenu } from '../../popup.ts';
import { exportReport } from './exportReport.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { verdictMark } from '../../verdictMark.ts';

export function head(model: FairnessModel, view: FairnessView): TemplateResult {
  return html`<div class="head">
    <h1 title=${view.file}>${t('Fairness')}</h1>
    ${model.settled?.verdict ? overall(model.settled.verdict.verdict, model) : nothing}
    <span class="end row">${busy(model)} ${actions(model)}</span>
  </div>`;
}

function overall(verdict: VerdictWord, { settled }: FairnessModel): TemplateResult {
  const all = settled?.verdict?.limits ?? [];
  const missed = all.filter((one) => one.verdict === 'exceeds' && one.exception === undefined).length;
  if (verdict !== 'exceeds') return verdictMark(verdict);
  return html`<span class="st"
    >${icon('error', 'bad')}${t('{0} of {1} limits exceeded', formatCount(missed), formatCount(all.length))}</span
  >`;
}

function busy(model: FairnessModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  const { share } = model;
  return html`<progress
      class="top"
      aria-label=${t('Counting the predictions')}
      max="1"
      value=${share ?? nothing}
    ></progress>
    <span class="dim keep"
      ><span role="status">${t('Counting the predictions…')}</span>${
        share === undefined ? nothing : html` <span class="percent">${Math.floor(100 * share)} %</span>`
      }</span
    >
    ${button({ label: t('Cancel'), onClick: () => model.cancel() })}`;
}

function actions(model: FairnessModel): TemplateResult {
  const choose = () => model.act((call) => call('choose', { setting: null }));
  return html`${
      model.counts === undefined
        ? nothing
        : button({ label: t('Export…'), icon: 'exportArrow', onClick: () => exportMenu(model) })
    }
    <span class="wide-only">${button({ label: t('Columns…'), icon: 'edit', onClick: choose })}</span>
    <span class="more-actions"
      >${iconButton({ label: t('More actions'), icon: 'ellipsis', onClick: () => more(model) })}</span
    >`;
}

function exportMenu(model: FairnessModel): void {
  const anchor = document.querySelector<HTMLElement>('.head .end');
  if (anchor === null) return;
  openMenu(anchor, t('Export…'), [
    {
      label: t('Markdown, for a pull request…'),
      icon: 'fileText',
      choose: () => exportReport(model, 'md'),
    },
    { label: t('One HTML file…'), icon: 'fileCode', choose: () => exportReport(model, 'html') },
  ]);
}

function more(model: FairnessModel): void {
  const anchor = document.querySelector<HTMLElement>('.more-actions');
  if (anchor === null) return;
  const text = model.settled?.sentence;
  openMenu(anchor, t('More actions'), [
    ...(text === undefined
      ? []
      : [
          {
            label: t('Copy the sentence'),
            icon: 'copy' as const,
            choose: () => model.act((call) => call('copy', { text })),
          },
        ]),
    {
      label: t('Change columns…'),
      icon: 'edit',
      choose: () => model.act((call) => call('choose', { setting: null })),
    },
    {
      label: t('Open the predictions'),
      icon: 'goToFile',
      choose: () => model.act((call) => call('openFile', {})),
    },
    {
      label: t('Edit the limits in config.yaml'),
      icon: 'edit',
      choose: () => model.act((call) => call('openPolicy', {})),
    },
    'line',
    { label: t('Count again'), icon: 'sync', choose: () => model.again() },
  ]);
}

/** For people who are no specialists. */
export function sentence(model: FairnessModel): TemplateResult | typeof nothing {
  const { settled } = model;
  if (settled === undefined) return html`<p class="finding dim">${t('Working out what it means…')}</p>`;
  const busyText = model.isSettled ? 'false' : 'true';
  return html`<p class="finding" aria-live="polite" aria-busy=${busyText}>${settled.sentence}</p>
    ${settled.remedy === undefined ? nothing : html`<p class="remedy" aria-busy=${busyText}>${settled.remedy}</p>`}`;
}

export function facts(model: FairnessModel, view: FairnessView, counts: FairnessCounts): TemplateResult {
  const link = (text: string, act: () => unknown) =>
    html`<button class="link cut" @click=${act}>${text}</button>`;
  const { run, models, data, columns, file } = view;
  const script = run?.script ?? undefined;
  const outcome = counts.task === 'binary' ? `${columns.label} = ${counts.classes[1] ?? ''}` : columns.label;
  return html`<div class="cols factcols">
    <dl class="facts">
      ${fact(
        t('Predictions'),
        link(cutPath(file, 36), () => model.act((call) => call('openFile', {}))),
        file,
      )}
      ${fact(t('Rows'), split(view, counts))}
    </dl>
    <dl class="facts">
      ${fact(t('Run'), run === null ? missing : link(run.name, () => model.act((call) => call('openRun', {}))))}
      ${fact(
        t('Script'),
        script === undefined
          ? missing
          : link(cutPath(script, 36), () => model.act((call) => call('openScript', {}))),
        script ?? '',
      )}
    </dl>
    <dl class="facts">
      ${fact(
        t('Model'),
        models.length === 0
          ? missing
          : models.map(
              ({ name, version }, at) =>
                html`<button
                  class="link versioned"
                  @click=${() => model.act((call) => call('openModel', { at }))}
                >
                  <span class="cut">${name}</span> <span class="keep">v${version}</span>
                </button>`,
            ),
      )}
      ${fact(t('Data'), data.length === 0 ? missing : data.map(versioned), data.join(', '))}
    </dl>
    <dl class="facts">
      ${fact(counts.task === 'binary' ? t('Favourable') : t('Label'), html`<span class="mono">${outcome}</span>`, outcome)}
      ${fact(t('Decided by'), decided(view), decided(view))}
    </dl>
  </div>`;
}

/** A long name is cut, its version never. */
function versioned(text: string): TemplateResult {
  const [, name = text, version = ''] = /^(.*) (v\d+)$/.exec(text) ?? [];
  return html`<span class="versioned"
    ><span class="cut">${name}</span
    >${version === '' ? nothing : html`<span class="keep">${version}</span>`}</span
  >`;
}

function fact(label: string, value: unknown, title = ''): TemplateResult {
  return html`<dt>${label}</dt>
    <dd title=${title}>${value}</dd>`;
}

function split({ columns }: FairnessView, { rows, weighted }: FairnessCounts): string {
  return [
    formatCount(rows),
    ...(columns.split ? [`${columns.split.column} = ${columns.split.value}`] : []),
    ...(weighted ? [t('weighted')] : []),
  ].join(', ');
}

function decided({ columns: { prediction, score } }: FairnessView): string {
  return [prediction, score].filter((name) => name !== undefined).join(', ');
}
