/** What each group is held against in disparities, and which group of a column is the reference. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { againstNames, type Against } from '../../../src/records/fairnessNames.ts';
import { dropdown } from '../../controls.ts';
import type { FairnessModel } from './fairnessModel.ts';

export function heldAgainst(model: FairnessModel, counts: FairnessCounts): TemplateResult {
  return html`<span class="row"
      ><span class="dim" aria-hidden="true">${t('Hold groups against')}</span>${dropdown({
        label: t('Hold groups against'),
        value: model.against,
        options: againstNames.map((name) => ({ value: name, label: againstText(name) })),
        onChange: (chosen) => {
          const name = againstNames.find((one) => one === chosen);
          if (name === undefined || name === model.against) return;
          model.hold({
            heldAgainst: name,
            ...(name === 'reference' && {
              referenceGroups: { ...largest(model, counts), ...model.state.referenceGroups },
            }),
          });
        },
      })}</span
    >
    ${model.against === 'reference' ? references(model, counts) : nothing}`;
}

export function againstText(against: Against): string {
  switch (against) {
    case 'groups':
      return t('each other');
    case 'overall':
      return t('all rows');
    case 'reference':
      return t('a reference group');
  }
}

function references(model: FairnessModel, counts: FairnessCounts): TemplateResult[] {
  const { reference } = model.settings;
  return counts.attributes.flatMap(({ columns, slices }) => {
    const [column] = columns;
    if (columns.length !== 1 || column === undefined) return [];
    const large = slices
      .filter(({ rows }) => rows >= model.settings.minSize)
      .slice(0, mostOptions)
      .map(({ values: [value = null] }) => value);
    const isKnown = Object.hasOwn(reference, column) && large.includes(reference[column] ?? null);
    const place = isKnown ? large.indexOf(reference[column] ?? null) : -1;
    const label = t('Reference group of {0}', column);
    return [
      html`<span class="row"
        ><span class="dim" aria-hidden="true">${column}</span>${dropdown({
          label,
          value: String(place),
          options: [
            ...(isKnown ? [] : [{ value: '-1', label: t('none yet') }]),
            ...large.map((value, at) => ({ value: String(at), label: value ?? t('no value') })),
          ],
          onChange: (chosen) => {
            const value = large[Number(chosen)];
            if (value === undefined || Number(chosen) === place) return;
            model.hold({ referenceGroups: { ...model.state.referenceGroups, [column]: value } });
          },
        })}</span
      >`,
    ];
  });
}

/** Of each column without a reference group, so that there is one to start from. */
function largest({ settings }: FairnessModel, counts: FairnessCounts): Record<string, string | null> {
  return Object.fromEntries(
    counts.attributes.flatMap(({ columns, slices }) => {
      const [column] = columns;
      if (columns.length !== 1 || column === undefined || Object.hasOwn(settings.reference, column))
        return [];
      const [most] = [...slices].sort((a, b) => b.rows - a.rows);
      return most === undefined ? [] : [[column, most.values[0] ?? null]];
    }),
  );
}

const mostOptions = 200;
