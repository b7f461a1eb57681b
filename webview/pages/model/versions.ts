/** All versions of the model, the newest first; one is shown. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatMoment, formatNumber, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ModelDetail, VersionDetail } from '../../../src/protocol/modelShape.ts';
import { fromJsonNumber } from '../../../src/protocol/jsonNumber.ts';
import type { ModelModel } from './modelModel.ts';
import { scroller } from '../../scroller.ts';

const limit = 20;

export function versions(model: ModelModel, detail: ModelDetail, shown: VersionDetail): TemplateResult {
  const { versions: all, metric } = detail;
  const rows = model.state.allVersions ? all : shortened(all, shown.version);
  return html`<section class="sec" aria-labelledby="h-versions">
    <header>
      <h2 id="h-versions">${t('Versions')}</h2>
      <span class="dim">${formatCount(all.length)}</span>
    </header>
    ${scroller(
      t('Versions'),
      html`<table class="vt" aria-labelledby="h-versions">
        <thead>
          <tr>
            <th scope="col" class="c-version">${t('Version')}</th>
            <th scope="col">${t('Alias')}</th>
            <th scope="col">${t('Run')}</th>
            <th scope="col" class="num" title=${metric ?? ''}>${metric ?? t('Metric')}</th>
            <th scope="col" class="num c-since">${t('Since')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => versionRow(model, row, row.version === shown.version))}
        </tbody>
      </table>`,
    )}
    ${
      rows.length < all.length
        ? html`<p class="more">
            <button class="link" @click=${() => model.set({ allVersions: true })}>
              ${t('Show all {0} versions', formatCount(all.length))}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

type Row = ModelDetail['versions'][number];

/** The day says enough in a list; the tooltip has the rest. */
function dayOf(created: string): string {
  return formatMoment(Date.parse(created), Date.now()).replace(/,.*$/, '');
}

/** The newest, those that an alias stands for, and the one that is shown. */
function shortened(all: readonly Row[], shown: number): readonly Row[] {
  return all.filter((row, at) => at < limit || row.aliases.length > 0 || row.version === shown);
}

function versionRow(model: ModelModel, row: Row, isShown: boolean): TemplateResult {
  const { version, aliases, run, runName, runHere, value, created } = row;
  return html`<tr class=${isShown ? 'sel' : ''}>
    <th scope="row" class="c-version">
      <button
        class="link strong"
        aria-current=${isShown ? 'true' : nothing}
        @click=${() => model.show(version)}
      >
        v${version}
      </button>
    </th>
    <td title=${aliases.join(', ')}>${aliases.map((alias) => html`<span class="tag">${alias}</span> `)}</td>
    <td title=${run ?? ''}>
      ${
        run !== null && runHere
          ? html`<button class="link cut" @click=${() => model.act((call) => call('openRun', { run }))}>
              ${runName}
            </button>`
          : html`<span class="dim">${runName ?? missing}</span>`
      }
    </td>
    <td class="num">${value === null ? missing : formatNumber(fromJsonNumber(value))}</td>
    <td class="num dim c-since" title=${created ?? ''}>${created === null ? missing : dayOf(created)}</td>
  </tr>`;
}
