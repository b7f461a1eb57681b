/** Params as logged, beside those of the run it is compared with; only what differs is bold. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { iconButton } from '../../controls.ts';
import type { RunModel } from './runModel.ts';

const limit = 100;
let showAll = false;

export function params(model: RunModel, detail: PageDetail): TemplateResult {
  const rows = paramRows(detail.params, model.rivalDetail?.params);
  const rival = model.rivalDetail && model.rival ? model.rival.name : undefined;
  const shown = showAll ? rows : rows.slice(0, limit);
  return html`<section class="sec" aria-labelledby="h-params">
    <header>
      <h2 id="h-params">${t('Params')}</h2>
      <span class="dim cut">${counted(rows, rival)}</span>
      <span class="end"
        >${
          rows.length > 0
            ? iconButton({
                label: t('Copy as command-line arguments'),
                icon: 'copy',
                onClick: () => model.act((call) => call('copyArguments', model.run)),
              })
            : nothing
        }</span
      >
    </header>
    ${rows.length === 0 ? empty() : table(shown, detail, rival)}
    ${shown.length < rows.length ? more(model, rows.length) : nothing}
  </section>`;
}

export interface ParamRow {
  readonly key: string;
  readonly own: string | undefined;
  readonly rival: string | undefined;
  readonly differs: boolean;
}

/** Own params in their order, then those that only the other run has. Without another run nothing differs. */
export function paramRows(
  own: Readonly<Record<string, string>>,
  rival: Readonly<Record<string, string>> | undefined,
): ParamRow[] {
  const [ours, theirs] = [new Map(Object.entries(own)), new Map(Object.entries(rival ?? {}))];
  const keys = [...ours.keys(), ...[...theirs.keys()].filter((key) => !ours.has(key))];
  return keys.map((key) => {
    const [mine, other] = [ours.get(key), theirs.get(key)];
    return { key, own: mine, rival: other, differs: rival !== undefined && mine !== other };
  });
}

function counted(rows: readonly ParamRow[], rival: string | undefined): string {
  if (rival === undefined) return rows.length === 0 ? '' : formatCount(rows.length);
  const differ = rows.filter((row) => row.differs).length;
  return differ === 0
    ? t('{0}, the same as {1}', formatCount(rows.length), rival)
    : t('{0}, of which {1} differ from {2}', formatCount(rows.length), formatCount(differ), rival);
}

function empty(): TemplateResult {
  return html`<div class="empty">
    <p class="dim">${t('None. Give them with “Run with…”, or log them: cairn.log_params(…)')}</p>
  </div>`;
}

function table(rows: readonly ParamRow[], detail: PageDetail, rival: string | undefined): TemplateResult {
  return html`<table class="pt ${rival === undefined ? '' : 'versus'}" aria-labelledby="h-params">
    <thead>
      <tr>
        <th scope="col" class="c-key">${t('Param')}</th>
        <th scope="col">${t('This run')}</th>
        ${rival === undefined ? nothing : html`<th scope="col">${rival}</th>`}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row" class="dim" title=${title(row.key, detail)}>${row.key}</th>
            <td class=${row.differs ? 'strong' : ''} title=${row.own ?? ''}>
              ${row.own ?? html`<span class="dim">${t('not set')}</span>`}
            </td>
            ${
              rival === undefined
                ? nothing
                : html`<td class="dim" title=${row.rival ?? ''}>
                    ${row.differs ? (row.rival ?? t('not set')) : ''}
                  </td>`
            }
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function title(key: string, { paramSources }: PageDetail): string {
  const source = Object.hasOwn(paramSources, key) ? paramSources[key] : undefined;
  return source === undefined ? key : t('{0} (from: {1})', key, source);
}

function more(model: RunModel, count: number): TemplateResult {
  const show = () => {
    showAll = true;
    model.redraw();
  };
  return html`<p class="more">
    <button class="link" @click=${show}>${t('Show all {0}', formatCount(count))}</button>
  </p>`;
}
