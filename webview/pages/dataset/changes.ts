/** What is different from the other version, in sentences. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatFixed } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import type { ColumnComparison, DataComparison } from '../../../src/protocol/dataProfile.ts';
import { icon } from '../../icons/icon.ts';
import type { DatasetModel } from './datasetModel.ts';
import { difference, typeName } from './numbers.ts';

export function changes(model: DatasetModel, detail: DatasetDetail): TemplateResult | typeof nothing {
  const { comparison } = model;
  if (comparison === undefined) return nothing;
  return html`<section class="sec" aria-labelledby="h-changes">
    <header>
      <h2 id="h-changes">${t('What changed')}</h2>
      <span class="dim">${title(model, detail)}</span>
    </header>
    ${
      comparison.failure
        ? html`<p class="more dim">${comparison.failure.sentence} ${comparison.failure.next ?? ''}</p>`
        : comparison.value
          ? list(comparison.value)
          : html`<p class="more dim">${t('Comparing…')}</p>`
    }
  </section>`;
}

function title(model: DatasetModel, { versions }: DatasetDetail): string {
  const against = model.state.against;
  const before = versions.find(({ hash }) => hash === against);
  return before === undefined ? t('since the version before') : t('since v{0}', before.version);
}

function list(found: DataComparison): TemplateResult {
  const lines = linesOf(found);
  return html`<ul class="changes">
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

function linesOf({ rows, columns, reordered }: DataComparison): Line[] {
  const named = (change: ColumnComparison['change']) =>
    columns.filter((one) => one.change === change).map(({ name }) => name);
  const [added, removed] = [named('added'), named('removed')];
  const retyped = columns.filter(({ typeChanged }) => typeChanged);
  const moved = columns
    .filter(({ psi }) => psi !== null && psi >= 0.1)
    .sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0));
  const categories = columns.filter(
    ({ newCategoryCount, lostCategoryCount }) => newCategoryCount + lostCategoryCount > 0,
  );
  const few = <T>(all: readonly T[], text: (one: T) => string) =>
    all.slice(0, mostNamed).map(text).join(', ') +
    (all.length > mostNamed ? t(' and {0} more', formatCount(all.length - mostNamed)) : '');
  return [
    ...(rows.after === rows.before
      ? []
      : [
          line(
            false,
            t('{0} rows, {1} than before', formatCount(rows.after), difference(rows.after - rows.before)),
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
              few(moved, ({ name, psi }) => `${name} (PSI ${formatFixed(psi, 2)})`),
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
              : [
                  t(
                    '{0}: new {1}',
                    name,
                    few(newCategories, ({ value }) => `“${value}”`),
                  ),
                ]),
            ...(lostCategoryCount === 0
              ? []
              : [
                  t(
                    '{0}: gone {1}',
                    name,
                    few(lostCategories, ({ value }) => `“${value}”`),
                  ),
                ]),
          ].join('; '),
        ),
      ),
  ];
}

function line(isNotable: boolean, text: string): Line {
  return { isNotable, text };
}

const mostNamed = 6;
