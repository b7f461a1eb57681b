/** What is different from the other version, in sentences. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../src/base/counted.ts';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import type { ShownComparison, ShownProfile } from '../../../src/protocol/datasetPage.ts';
import { icon } from '../../icons/icon.ts';
import type { DatasetModel } from './datasetModel.ts';
import { drift, emptyText, isNearlyUnique, typeName } from './numbers.ts';

export function changes(model: DatasetModel, detail: DatasetDetail): TemplateResult | typeof nothing {
  const { comparison, profile } = model;
  if (comparison === undefined || profile.value === undefined) return nothing;
  return html`<section class="sec" aria-labelledby="h-changes">
    <header>
      <h2 id="h-changes">${t('What changed')}</h2>
      <span class="dim">${title(model, detail)}</span>
    </header>
    ${
      comparison.failure
        ? html`<p class="more dim">${comparison.failure.sentence} ${comparison.failure.next ?? ''}</p>`
        : comparison.value
          ? list(comparison.value, profile.value)
          : html`<p class="more dim">${t('Comparing…')}</p>`
    }
  </section>`;
}

function title({ comparedWith }: DatasetModel, { versions }: DatasetDetail): string {
  const before = versions.find(({ hash }) => hash === comparedWith);
  return before === undefined ? '' : t('since v{0}', before.version);
}

function list(found: ShownComparison, profile: ShownProfile): TemplateResult {
  const lines = linesOf(found, profile);
  return html`<ul class="marked changes">
    ${
      lines.length === 0
        ? html`<li>
            ${icon('pass', 'ok')}<span>${t('Nothing: rows, columns and distributions are the same.')}</span>
          </li>`
        : lines.map(
            ({ isNotable, text }) =>
              html`<li>
                ${isNotable ? icon('warning', 'warn') : icon('history', 'idle')}<span>${text}</span>
              </li>`,
          )
    }
    ${found.approximate ? html`<li class="dim">${icon('question', 'idle')}<span>${t('Estimated from what was kept of both versions, because neither is on disk.')}</span></li>` : nothing}
  </ul>`;
}

interface Line {
  readonly isNotable: boolean;
  readonly text: string;
}

function linesOf({ rows, columns, reordered }: ShownComparison, profile: ShownProfile): Line[] {
  // Every version of a key has other values.
  const keys = new Set(
    profile.columns.filter((one) => isNearlyUnique(one, profile.rows)).map(({ name }) => name),
  );
  const told = columns.filter(({ name }) => !keys.has(name));
  const named = (change: ShownComparison['columns'][number]['change']) =>
    columns.filter((one) => one.change === change).map(({ name }) => name);
  const [added, removed] = [named('added'), named('removed')];
  const retyped = columns.filter(({ typeChanged }) => typeChanged);
  const moved = told
    .filter(({ psi }) => psi !== null && psi >= 0.1)
    .sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0));
  const categories = told.filter(
    ({ newCategoryCount, lostCategoryCount }) => newCategoryCount + lostCategoryCount > 0,
  );
  const few = <T>(all: readonly T[], text: (one: T) => string, total = all.length) =>
    all.slice(0, mostNamed).map(text).join(', ') +
    (total > mostNamed ? t(' and {0} more', formatCount(total - mostNamed)) : '');
  return [
    ...(rows.after === rows.before
      ? []
      : [
          line(
            false,
            [
              counted(rows.after, t('1 row'), (n) => t('{0} rows', n)),
              rows.after > rows.before
                ? t('{0} more', formatCount(rows.after - rows.before))
                : t('{0} fewer', formatCount(rows.before - rows.after)),
            ].join(', '),
          ),
        ]),
    ...(added.length === 0 ? [] : [line(true, t('New columns: {0}', few(added, String)))]),
    ...(removed.length === 0 ? [] : [line(true, t('Lost columns: {0}', few(removed, String)))]),
    ...(reordered ? [line(false, t('The columns are in another order.'))] : []),
    ...retyped.map(({ name, type }) =>
      line(true, t('{0} was {1} and is {2}', name, typeName(type.before ?? ''), typeName(type.after ?? ''))),
    ),
    ...(moved.length === 0
      ? []
      : [
          line(
            true,
            t(
              'Distributions that moved: {0}',
              few(moved, ({ name, psi }) => `${name} (PSI ${drift(psi)})`),
            ),
          ),
        ]),
    ...categories
      .slice(0, mostNamed)
      .map(({ name, newCategories, newCategoryCount, lostCategories, lostCategoryCount }) =>
        line(
          newCategoryCount > 0,
          [
            ...(newCategoryCount === 0
              ? []
              : [t('{0}: new {1}', name, few(newCategories, quoted, newCategoryCount))]),
            ...(lostCategoryCount === 0
              ? []
              : [t('{0}: gone {1}', name, few(lostCategories, quoted, lostCategoryCount))]),
          ].join('; '),
        ),
      ),
    ...(categories.length <= mostNamed
      ? []
      : [
          line(
            false,
            counted(categories.length - mostNamed, t('1 more column has new or lost values'), (n) =>
              t('{0} more columns have new or lost values', n),
            ),
          ),
        ]),
  ];
}

function quoted({ value }: { readonly value: string }): string {
  return value === '' ? emptyText : `“${value}”`;
}

function line(isNotable: boolean, text: string): Line {
  return { isNotable, text };
}

const mostNamed = 6;
