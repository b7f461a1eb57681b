/** Images and texts that the picked runs left, side by side: a row a name, a column a run, one slider for the step. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted } from '../../../../src/base/counted.ts';
import { t } from '../../../../src/base/l10n.ts';
import { button } from '../../../controls.ts';
import type { CompareModel } from '../compareModel.ts';
import { failureNote } from '../../../failure.ts';
import type { Tab } from '../tab.ts';
import { MediaData, mostRuns, type Found } from './mediaData.ts';
import { mediaCell } from './mediaCell.ts';
import { mediaRows, stepsOf, type MediaRow } from './mediaRows.ts';
import { scoreSection } from './scoreSection.ts';
import { stepSlider } from './stepSlider.ts';
import { zoomed } from './zoomed.ts';

export const mediaTab: Tab = {
  id: 'media',
  label: () => t('Images and text'),
  body: (model) => {
    const data = dataOf(model);
    const { picked } = model;
    data.update(picked);
    if (picked.length === 0) return nonePicked(model);
    if (data.failure !== undefined) return failureNote(data.failure);
    if (data.found === undefined) return html`<p class="dim pad" role="status">${t('Looking for files…')}</p>`;
    // Colours may be given after the lists were asked for.
    const runs = data.found.runs.map((run) => picked.find(({ id }) => id === run.id) ?? run);
    return content(model, data, { ...data.found, runs });
  },
};

const known = new WeakMap<CompareModel, MediaData>();

function dataOf(model: CompareModel): MediaData {
  const data = known.get(model) ?? new MediaData(model);
  known.set(model, data);
  return data;
}

function content(model: CompareModel, data: MediaData, found: Found): TemplateResult {
  const { lists } = found;
  const rows = mediaRows(lists);
  const steps = stepsOf(lists);
  const hasPredictions = lists.some(({ predictions }) => predictions.length > 0);
  if (rows.length === 0 && !hasPredictions) return noFiles();
  const picked = model.state.picked.length;
  const left = lists.reduce((sum, { more }) => sum + more, 0);
  return html`<div class="media">
    ${steps.length > 1 ? stepSlider(model, steps) : nothing}
    ${picked > mostRuns ? html`<p class="dim pad">${t('The first {0} of {1} picked runs are shown.', mostRuns, picked)}</p>` : nothing}
    ${left > 0 ? html`<p class="dim pad">${counted(left, t('1 older file is not listed here.'), (n) => t('{0} older files are not listed here.', n))}</p>` : nothing}
    ${hasPredictions ? scoreSection(data, found) : nothing}
    ${
      rows.length === 0
        ? nothing
        : html`<div class="media-rows" tabindex="0" role="group" aria-label=${t('Files of the picked runs')}>
            ${repeat(
              rows,
              ({ name }) => name,
              (row) => rowOf(model, data, { found, row }),
            )}
          </div>`
    }
    ${zoomed(model, data, { found, rows, steps })}
  </div>`;
}

function rowOf(
  model: CompareModel,
  data: MediaData,
  { found, row }: { found: Found; row: MediaRow },
): TemplateResult {
  return html`<section class="media-part ${row.kind}" aria-label=${row.name} ${ref(data.watch(row.name))}>
    <h3 class="mono cut" title=${row.name}>${row.name}</h3>
    <div class="media-row">
      ${found.runs.map((run) => mediaCell(model, data, { row, run }))}
    </div>
  </section>`;
}

function noFiles(): TemplateResult {
  return html`<div class="empty">
    <p>${t('The picked runs left no images or texts.')}</p>
    <p class="dim">
      ${t('Files written into the folder named by CAIRN_ARTIFACTS appear here; a step in the name, as in sample_step100.png, puts them on the slider.')}
    </p>
  </div>`;
}

function nonePicked(model: CompareModel): TemplateResult {
  const { frame } = model;
  const first = Array.from(frame.ordinals.subarray(0, 2), (n) => frame.text('id', n));
  return html`<div class="empty">
    <p>${t('Pick runs in the table to see their images and texts side by side.')}</p>
    ${
      first.length === 2
        ? html`<div class="row">
            ${button({ label: t('Pick the first two'), onClick: () => model.pick(first) })}
          </div>`
        : nothing
    }
  </div>`;
}

