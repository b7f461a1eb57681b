/** Name, star, tags and actions, and under them how the run goes. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatProgress } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { button, iconButton } from '../../controls.ts';
import type { RunModel } from './runModel.ts';
import { statusLine } from './status.ts';

export function head(model: RunModel, detail: PageDetail): TemplateResult {
  const { trusted = false, editable = false } = model.view ?? {};
  const star = detail.star ? t('Take the star away') : t('Star this run');
  const actable = editable && trusted;
  const facts = { metrics: model.metrics, stopping: model.view?.stopping ?? false, now: Date.now() };
  const isOpen = detail.status === 'unknown' || detail.unclosed === true;
  return html`
    ${progressBar(detail)}
    <div class="head">
      <h1 title=${detail.id}>${detail.name}</h1>
      ${
        detail.place === null
          ? iconButton({
              label: star,
              icon: detail.star ? 'starFull' : 'starEmpty',
              pressed: detail.star,
              plain: true,
              disabled: !editable,
              onClick: () => model.act((call) => call('star', { ...model.run, on: !detail.star })),
            })
          : nothing
      }
      ${tags(detail).map((tag) => html`<span class="tag" title=${tag}>${tag}</span>`)}
      <span class="end row"
        >${detail.place === null ? stop(model, detail, actable) : importButton(model, trusted)}
        ${compare(model)}</span
      >
    </div>
    ${statusLine(detail, facts, isOpen && actable ? recover(model) : nothing)}
  `;
}

function tags(detail: PageDetail): string[] {
  const own = Object.entries(detail.tags).map(([key, value]) => (value === '' ? key : `${key}: ${value}`));
  return detail.experiment === null ? own : [detail.experiment, ...own];
}

function progressBar({ status, progress }: PageDetail): TemplateResult | typeof nothing {
  if (status !== 'running' || progress?.of === undefined) return nothing;
  return html`<progress
    class="top"
    max=${progress.of}
    value=${Math.min(progress.at, progress.of)}
    aria-label=${formatProgress(progress)}
  ></progress>`;
}

/** Graceful first; once that was asked for, the button kills. */
function stop(model: RunModel, detail: PageDetail, actable: boolean): TemplateResult | typeof nothing {
  if (detail.status !== 'running' && detail.status !== 'starting') return nothing;
  const stopping = model.view?.stopping ?? false;
  return button({
    label: stopping ? t('Kill now') : t('Stop'),
    title: stopping
      ? t('End the process tree at once')
      : t('Ask the script to end; it is killed after the grace period'),
    icon: 'debugStop',
    disabled: !actable,
    onClick: () => model.act((call) => call('stop', { ...model.run, kind: stopping ? 'now' : 'graceful' })),
  });
}

function importButton(model: RunModel, trusted: boolean): TemplateResult {
  return button({
    label: t('Import'),
    title: t('Copy this run with its metrics and artifacts, so that it can be starred, tagged and kept'),
    icon: 'cloudDownload',
    disabled: !trusted,
    onClick: () => model.act((call) => call('import', model.run)),
  });
}

function compare(model: RunModel): TemplateResult {
  return button({
    label: t('Compare with best'),
    icon: 'gitCompare',
    primary: true,
    onClick: () => model.act((call) => call('compareWithBest', model.run)),
  });
}

function recover(model: RunModel): TemplateResult {
  return html`<span class="part"
    ><button class="link" @click=${() => model.act((call) => call('recover', model.run))}>
      ${t('Look for the process')}
    </button></span
  >`;
}
