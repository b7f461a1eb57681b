/** What differs between the picked runs: a sentence, then a table for each kind of fact, one column a run. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import type { DifferenceSectionShape } from '../../../../src/protocol/compare/differences.ts';
import { button } from '../../../controls.ts';
import { failureNote } from '../../../failure.ts';
import type { CompareModel } from '../compareModel.ts';
import type { Tab } from '../tab.ts';
import { codeSection } from './codeSection.ts';
import { DifferencesData, mostRuns, type Found } from './differencesData.ts';
import { countsOf, factTable, titles } from './factTable.ts';
import { summary } from './summary.ts';

export const differencesTab: Tab = {
  id: 'differences',
  label: () => t('Differences'),
  body: (model) => {
    const data = dataOf(model);
    const { picked } = model;
    data.update(picked);
    if (picked.length < 2) return tooFew(model);
    if (data.failure !== undefined) return failureNote(data.failure);
    if (data.found === undefined) return html`<p class="dim pad" role="status">${t('Comparing…')}</p>`;
    return content(model, data.found, picked.length);
  },
};

const known = new WeakMap<CompareModel, DifferencesData>();

function dataOf(model: CompareModel): DifferencesData {
  const data = known.get(model) ?? new DifferencesData(model);
  known.set(model, data);
  return data;
}

function content(model: CompareModel, found: Found, picked: number): TemplateResult {
  const { runs, sections, code } = found;
  return html`<div class="differences">
    <p class="sentence">
      ${summary(sections, code)}
      ${picked > mostRuns ? html`<span class="dim">${t('The first {0} of {1} picked runs are compared.', mostRuns, picked)}</span>` : nothing}
    </p>
    ${sections.map((section) => (section.id === 'code' ? codeSection(model, found, section) : table(section, runs)))}
  </div>`;
}

function table(section: DifferenceSectionShape, runs: Found['runs']): TemplateResult | typeof nothing {
  const { id, rows, same } = section;
  if (rows.length === 0 && same === 0) return nothing;
  return html`<section class="sec" aria-labelledby="d-${id}">
    <header>
      <h2 id="d-${id}">${titles[id]()}</h2>
      <span class="dim">${countsOf(rows.length, same)}</span>
    </header>
    ${rows.length === 0 ? nothing : factTable(section, runs)}
  </section>`;
}

function tooFew(model: CompareModel): TemplateResult {
  const { frame } = model;
  const first = Array.from(frame.ordinals.subarray(0, 2), (n) => frame.text('id', n));
  return html`<div class="empty">
    <p>${t('Pick two or more runs in the table to see what differs between them.')}</p>
    ${
      first.length === 2
        ? html`<div class="row">
            ${button({ label: t('Pick the first two'), onClick: () => model.pick([...new Set([...model.state.picked, ...first])]) })}
          </div>`
        : nothing
    }
  </div>`;
}
