/** Every column with its distribution, what lacks, its range, and how far it moved since the other version. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import type { ShownComparison } from '../../../src/protocol/datasetPage.ts';
import { dropdown, textField } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import type { DatasetModel } from './datasetModel.ts';
import { histogram } from './histogram.ts';
import {
  drift,
  isNearlyUnique,
  limit,
  share,
  typeName,
  typical,
  value,
  type ShownColumn,
} from './numbers.ts';

type Compared = ShownComparison['columns'][number];

export function columns(model: DatasetModel, detail: DatasetDetail): TemplateResult | typeof nothing {
  const { value: profile } = model.profile;
  if (profile === undefined) return nothing;
  const compared = new Map(model.comparison?.value?.columns.map((one) => [one.name, one]));
  const wanted = model.state.find.trim().toLowerCase();
  const found = profile.columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = found.slice(0, model.state.limit);
  const isCompared = model.comparison !== undefined;
  return html`<section class="sec list" aria-labelledby="h-columns">
    <header>
      <h2 id="h-columns">${t('Columns')}</h2>
      <span class="dim">${formatCount(profile.columns.length)}</span>
      ${isCompared ? html`<span class="small dim legend">${legend(model, detail)}</span>` : nothing}
      <span class="end row">${against(model, detail)} ${search(model, profile.columns.length)}</span>
    </header>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('Columns')}>
      <table class="ct" aria-labelledby="h-columns">
        <thead>
          <tr>
            <th scope="col" class="c-name">${t('Column')}</th>
            <th scope="col" class="c-type">${t('Type')}</th>
            <th scope="col" class="c-hist">${t('Distribution')}</th>
            <th scope="col" class="num">${t('Missing')}</th>
            <th scope="col" class="num">${t('Distinct')}</th>
            <th scope="col" class="num">${t('Min')}</th>
            <th scope="col" class="num">${t('Typical')}</th>
            <th scope="col" class="num">${t('Max')}</th>
            ${
              isCompared
                ? html`<th
                      scope="col"
                      class="num"
                      title=${t('Population stability index against the other version')}
                    >
                      ${t('PSI')}
                    </th>
                    <th
                      scope="col"
                      class="num"
                      title=${t('Jensen–Shannon distance to the other version, 0 to 0.83')}
                    >
                      ${t('JS')}
                    </th>`
                : nothing
            }
          </tr>
        </thead>
        <tbody>
          ${shown.map((column) =>
            columnRow(model, detail, column, {
              rows: profile.rows,
              isCompared,
              compared: compared.get(column.name),
            }),
          )}
        </tbody>
      </table>
    </div>
    ${
      found.length > shown.length
        ? html`<p class="more">
            <button class="link" @click=${() => model.set({ limit: model.state.limit + 500 })}>
              ${t('Show more: {0} of {1} columns are listed', formatCount(shown.length), formatCount(found.length))}
            </button>
          </p>`
        : found.length === 0
          ? html`<p class="more dim">${t('No column is called so.')}</p>`
          : nothing
    }
  </section>`;
}

function legend({ comparedWith, shownHash }: DatasetModel, { versions }: DatasetDetail): string {
  const nameOf = (hash: string | null) => {
    const found = versions.find((one) => one.hash === hash);
    return found === undefined ? t('on disk') : `v${String(found.version)}`;
  };
  return t('bars: {0} · line: {1} · PSI: 0.10 moderate, 0.25 large', nameOf(shownHash), nameOf(comparedWith));
}

function against(model: DatasetModel, { versions, disk }: DatasetDetail): TemplateResult | typeof nothing {
  const others = versions.filter(({ hash }) => hash !== model.shownHash);
  if (others.length === 0) return nothing;
  const profiled = new Set(model.view?.profiled);
  const before = versions.find(({ hash }) => hash === model.before);
  return dropdown({
    label: t('Against'),
    value: model.state.against ?? '',
    options: [
      {
        value: '',
        label:
          before === undefined ? t('Against no version') : t('Against v{0}, the one before', before.version),
      },
      ...others.slice(0, mostOffered).map(({ hash, version }) => ({
        value: hash,
        label:
          profiled.has(hash) || hash === disk.hash
            ? t('Against v{0}', version)
            : t('Against v{0} (never profiled here)', version),
      })),
    ],
    onChange: (hash) => model.holdAgainst(hash === '' ? null : hash),
  });
}

function search(model: DatasetModel, count: number): TemplateResult | typeof nothing {
  if (count < 12) return nothing;
  return textField({
    label: t('Find a column'),
    value: model.state.find,
    placeholder: t('Find a column'),
    onInput: (find) => model.set({ find }),
  });
}

interface RowFacts {
  readonly rows: number;
  readonly isCompared: boolean;
  readonly compared: Compared | undefined;
}

function columnRow(
  model: DatasetModel,
  { label, time, sensitive }: DatasetDetail,
  column: ShownColumn,
  { rows, isCompared, compared }: RowFacts,
): TemplateResult {
  const { name, type, nulls, nan, distinct, min, max, exact } = column;
  const lacking = nulls + nan;
  const isChosen = model.state.column === name;
  const choose = () => model.set({ column: isChosen ? null : name });
  const role =
    name === label ? t('label') : name === time ? t('time') : sensitive.includes(name) ? t('sensitive') : '';
  const common = typical(column, rows);
  // Every version of a key has other values.
  const isJudged = compared !== undefined && !isNearlyUnique(column, rows);
  const isFlat = column.kind === 'text' || column.kind === 'nested' || column.kind === 'boolean';
  return html`<tr class=${isChosen ? 'sel' : ''}>
    <th scope="row" class="c-name" title=${name}>
      <div class="named">
        <button class="plain cut" aria-pressed=${isChosen ? 'true' : 'false'} @click=${choose}>
          ${name}
        </button>
        ${role === '' ? nothing : html`<span class="tag">${role}</span>`}
        ${compared?.change === 'added' ? html`<span class="tag">${t('new')}</span>` : nothing}
      </div>
    </th>
    <td
      class="dim c-type"
      title=${compared?.typeChanged === true ? t('was {0}', compared.type.before ?? '') : type}
    >
      ${compared?.typeChanged === true ? icon('warning', 'warn') : nothing}${typeName(type)}
    </td>
    <td class="c-hist">${histogram(column, compared, { width: 104, height: 18, rows })}</td>
    <td class="num" title=${t('{0} of {1} rows', formatCount(lacking), formatCount(rows))}>
      ${share(lacking, rows)}
    </td>
    <td class="num" title=${exact ? '' : t('an estimate')}>${exact ? '' : '≈ '}${formatCount(distinct)}</td>
    <td class="num" title=${isFlat ? '' : value(min)}>${isFlat ? '' : limit(column, min)}</td>
    <td class="num c-typical" title=${common.join('')}>
      <div class="parts"><span class="cut">${common[0]}</span><span>${common[1]}</span></div>
    </td>
    <td class="num" title=${isFlat ? '' : value(max)}>${isFlat ? '' : limit(column, max)}</td>
    ${
      isCompared
        ? html`<td class="num">${isJudged ? moved(compared) : ''}</td>
            <td class="num">${isJudged ? drift(compared.js) : ''}</td>`
        : nothing
    }
  </tr>`;
}

function moved({ psi }: Pick<Compared, 'psi'>): TemplateResult | string {
  if (psi === null || psi < 0.1) return drift(psi);
  const word = psi < 0.25 ? t('moderate') : t('large');
  return html`<span class="st" title=${word}
    >${icon('warning', 'warn')}<span class="sr">${word}</span>${drift(psi)}</span
  >`;
}

const mostOffered = 100;
