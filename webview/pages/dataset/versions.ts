/** The versions on a time line, the newest on top, and what is on disk when that is none of them. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatMoment, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail, DatasetVersionShape } from '../../../src/protocol/catalogThread.ts';
import { button } from '../../controls.ts';
import type { DatasetModel } from './datasetModel.ts';
import { difference } from './numbers.ts';

export function versions(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  const { versions: all, disk } = detail;
  const isNew = disk.hash !== null && disk.version === null;
  const isWhole = all.length <= mostVersions + 1 || model.opened.has('versions');
  const shown = isWhole ? all : all.slice(0, mostVersions);
  return html`<section class="sec" aria-labelledby="h-versions">
    <header>
      <h2 id="h-versions">${t('Versions')}</h2>
      <span class="dim">${formatCount(all.length)}</span>
      ${all.length === 0 && !isNew ? nothing : html`<span class="end small dim">${t('filled: on disk')}</span>`}
    </header>
    ${
      all.length === 0 && !isNew
        ? empty(model, detail)
        : html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Versions')}>
            <table class="versions" aria-labelledby="h-versions">
              <thead>
                <tr>
                  <th scope="col" class="rail"><span class="sr">${t('On disk')}</span></th>
                  <th scope="col">${t('Version')}</th>
                  <th scope="col" class="num">${t('Recorded')}</th>
                  <th scope="col" class="num">${t('Rows')}</th>
                  <th scope="col" class="num">${t('Change')}</th>
                  <th scope="col">${t('Hash')}</th>
                  <th scope="col" class="wide">${t('Used by')}</th>
                </tr>
              </thead>
              <tbody>
                ${isNew ? unrecorded(model, detail) : nothing}
                ${shown.map((version, at) => versionRow(model, detail, { version, at, isNew }))}
              </tbody>
            </table>
          </div>`
    }
    ${
      isWhole
        ? nothing
        : html`<p class="more">
            <button class="link" @click=${() => model.openList('versions')}>
              ${t('Show all {0} versions', formatCount(all.length))}
            </button>
          </p>`
    }
    ${
      all.length > 0 && disk.files === 0 && model.state.shown === null
        ? html`<p class="more dim">
            ${t('There is no data on disk to show; choose a version to see what was kept of it.')}
          </p>`
        : nothing
    }
  </section>`;
}

function empty(model: DatasetModel, { disk }: DatasetDetail): TemplateResult {
  const canRead = disk.files > 0;
  return html`<div class="empty">
    <p>
      ${
        canRead
          ? t('No version is recorded yet: the data has not been read.')
          : t('No version is recorded yet: there is no data that could be read.')
      }
    </p>
    ${canRead ? html`<p class="row">${button({ label: t('Read it now'), onClick: () => model.run('refresh') })}</p>` : nothing}
  </div>`;
}

function unrecorded(model: DatasetModel, { disk, versions: all, otherRuns }: DatasetDetail): TemplateResult {
  const rows = model.state.shown === null ? (model.profile.value?.rows ?? null) : null;
  const before = all[0]?.rows ?? null;
  const runs = otherRuns.filter(({ hash }) => hash === disk.hash).length;
  return html`<tr class=${model.state.shown === null ? 'sel' : ''}>
    <td class="rail">${knot({ isOnDisk: true, isFirst: true, isLast: all.length === 0 })}</td>
    <th scope="row">
      <button class="link strong" @click=${() => model.show(null)}>${t('New, on disk')}</button>
    </th>
    <td class="num dim">${t('not yet')}</td>
    <td class="num">${rows === null ? missing : formatCount(rows)}</td>
    <td class="num dim">${rows === null || before === null ? '' : difference(rows - before)}</td>
    <td><span class="mono">${disk.hash?.slice(0, 7)}</span></td>
    <td class="wide dim">
      ${runs === 0 ? t('not used yet') : runs === 1 ? t('1 run') : t('{0} runs', formatCount(runs))}
    </td>
  </tr>`;
}

function versionRow(
  model: DatasetModel,
  { versions: all, disk }: DatasetDetail,
  {
    version,
    at,
    isNew,
  }: { readonly version: DatasetVersionShape; readonly at: number; readonly isNew: boolean },
): TemplateResult {
  const { hash, seen, rows, note } = version;
  const isOnDisk = hash === disk.hash;
  const isShown = model.shownHash === hash;
  const before = all[at + 1]?.rows ?? null;
  const show = () => model.show(isOnDisk ? null : hash);
  return html`<tr class=${isShown ? 'sel' : ''} title=${note ?? ''}>
    <td class="rail">
      ${knot({ isOnDisk, isFirst: at === 0 && !isNew, isLast: at === all.length - 1 })}
      ${isOnDisk ? html`<span class="sr">${t('On disk')}</span>` : nothing}
    </td>
    <th scope="row">
      <button class="link strong" aria-current=${isShown ? 'true' : nothing} @click=${show}>
        v${version.version}
      </button>
    </th>
    <td class="num">${seen === null ? missing : formatMoment(seen, Date.now())}</td>
    <td class="num">${rows === null ? missing : formatCount(rows)}</td>
    <td class="num dim">${rows === null || before === null ? '' : difference(rows - before)}</td>
    <td title=${hash}><span class="mono">${hash.slice(0, 7)}</span></td>
    <td class="wide">${users(version)}</td>
  </tr>`;
}

function users({ runs, models }: DatasetVersionShape): TemplateResult | string {
  if (runs.length + models.length === 0) return html`<span class="dim">${t('not used yet')}</span>`;
  return [
    ...(runs.length === 0 ? [] : [runs.length === 1 ? t('1 run') : t('{0} runs', formatCount(runs.length))]),
    ...models.map(({ model, version }) => `${model} v${String(version)}`),
  ].join(', ');
}

/** One stone of the line. */
function knot(at: {
  readonly isOnDisk: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}): TemplateResult {
  const line = `${at.isFirst ? '' : 'M6.5 0V7'}${at.isLast ? '' : 'M6.5 15V22'}`;
  return html`<svg class="knot" width="13" height="22" aria-hidden="true">
    <path d=${line}></path>
    <circle class=${at.isOnDisk ? 'on' : ''} cx="6.5" cy="11" r="4"></circle>
  </svg>`;
}

const mostVersions = 8;
