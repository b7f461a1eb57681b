/** Data → features → run → version as a picture: every node is a control or says why it is none, and lines are only drawn. */
import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { cutPath, formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ModelDetail, VersionDetail } from '../../../src/protocol/modelShape.ts';
import { icon } from '../../icons/icon.ts';
import { fanWidth, lineageLayout, linePath, type LineageGroup } from './lineageLayout.ts';
import type { ModelModel, ModelPageCall } from './modelModel.ts';
import { scroller } from '../../scroller.ts';

export function lineage(model: ModelModel, detail: ModelDetail, shown: VersionDetail): TemplateResult {
  const layout = lineageLayout(shown, model.state.unfolded);
  const middle = layout.height / 2;
  const ways = layout.groups.flatMap(({ top, middles }) =>
    middles.map((at) => linePath(top + at, middle, fanWidth)),
  );
  return html`<section class="sec" aria-labelledby="h-lineage">
    <header>
      <h2 id="h-lineage">${t('Lineage')}</h2>
      <span class="dim">${t('from data to this version')}</span>
    </header>
    ${scroller(
      t('Lineage'),
      html`<div class="lineage">
        <div class="heads dim small" aria-hidden="true">
          <span>${t('Data')}</span><span></span><span>${t('Features')}</span><span></span
          ><span>${t('Run')}</span><span></span><span>${t('Model version')}</span>
        </div>
        <div class="picture">
          <ul class="homes" aria-label=${t('Data and features')}>
            ${
              layout.groups.length === 0
                ? html`<li><div class="node none">${t('No data recorded')}</div></li>`
                : layout.groups.map((group) => home(model, shown, group))
            }
          </ul>
          ${lines(ways.length === 0 ? [linePath(middle, middle, fanWidth)] : ways, layout.height)}
          <div class="one">${runNode(model, shown)}</div>
          ${lines([linePath(middle, middle, fanWidth)], layout.height)}
          <div class="one">${versionNode(model, detail, shown)}</div>
        </div>
      </div>`,
    )}
  </section>`;
}

function lines(paths: readonly string[], height: number): TemplateResult {
  return html`<svg class="lines" width=${fanWidth} height=${height} aria-hidden="true">
    ${paths.map((path) => svg`<path d=${path}></path>`)}
  </svg>`;
}

function home(model: ModelModel, shown: VersionDetail, group: LineageGroup): TemplateResult {
  const { dataset, features, more, height, middles } = group;
  const unfold = () => model.set({ unfolded: [...model.state.unfolded, dataset?.name ?? ''] });
  return html`<li class="home">
    <div class="one">
      ${dataset === undefined ? html`<div class="node none">${t('Dataset not known')}</div>` : dataNode(model, shown, dataset)}
    </div>
    ${lines(
      middles.map((at) => linePath(height / 2, at, fanWidth)),
      height,
    )}
    <ul
      class="features"
      aria-label=${dataset === undefined ? t('Features') : t('Features of {0}', dataset.name)}
    >
      ${
        features.length === 0 && more === 0
          ? html`<li><div class="node row none">${t('Columns not recorded')}</div></li>`
          : features.map((feature) => html`<li>${featureNode(model, shown, feature)}</li>`)
      }
      ${
        more === 0
          ? nothing
          : html`<li>
              <button class="node row" @click=${unfold}>
                <span class="cut">${t('{0} more', formatCount(more))}</span>
              </button>
            </li>`
      }
    </ul>
  </li>`;
}

function dataNode(
  model: ModelModel,
  shown: VersionDetail,
  dataset: VersionDetail['datasets'][number],
): TemplateResult {
  const { name, version, known } = dataset;
  const label = version === null ? name : `${name} v${String(version)}`;
  const problem = shown.stale.find((fact) => fact.what === 'dataset' && fact.name === name);
  return node(model, {
    label,
    note: problem?.sentence ?? (known ? '' : t('not in the catalog')),
    stale: problem !== undefined,
    open: known ? (call) => call('openEntry', { kind: 'dataset', name }) : undefined,
  });
}

/** One line: its note stands behind the name, and the whole sentence in the tooltip and in the list above. */
function featureNode(
  model: ModelModel,
  shown: VersionDetail,
  feature: VersionDetail['features'][number],
): TemplateResult {
  const { name, known } = feature;
  const problem = shown.stale.find((fact) => fact.what === 'feature' && fact.name === name);
  return node(model, {
    label: name,
    note: problem === undefined ? (known ? '' : t('not in the catalog')) : t('deprecated'),
    sentence: problem?.sentence,
    stale: problem !== undefined,
    open: known ? (call) => call('openEntry', { kind: 'feature', name }) : undefined,
    size: 'row',
  });
}

function runNode(model: ModelModel, shown: VersionDetail): TemplateResult {
  const { run, runName, runHere } = shown;
  if (run === null) return html`<div class="node none">${t('Run not recorded')}</div>`;
  const problem = shown.stale.find(({ what }) => what === 'run' || what === 'script');
  return node(model, {
    label: runName ?? run,
    note: problem?.sentence ?? cutPath(shown.script?.path ?? '', 26),
    stale: problem !== undefined,
    open: runHere ? (call) => call('openRun', { run }) : undefined,
  });
}

function versionNode(model: ModelModel, { name, server }: ModelDetail, shown: VersionDetail): TemplateResult {
  const problem = shown.stale.find(({ what }) => what === 'artifact');
  return node(model, {
    label: `${name} v${String(shown.version)}`,
    note: problem?.sentence ?? shown.aliases.join(', '),
    stale: problem !== undefined,
    open: server === null ? (call) => call('openFile', { name }) : undefined,
    isThis: true,
  });
}

interface Node {
  readonly label: string;
  readonly note: string;
  /** All of what the note says in short. */
  readonly sentence?: string | undefined;
  readonly stale: boolean;
  /** Undefined: there is nothing to open. */
  readonly open: ((call: ModelPageCall) => Promise<unknown>) | undefined;
  readonly isThis?: boolean;
  readonly size?: 'row';
}

function node(
  model: ModelModel,
  { label, note, sentence = note, stale, open, isThis, size }: Node,
): TemplateResult {
  const content = html`<span class="cut ${isThis ? 'strong' : ''}">${label}</span> ${
      note === ''
        ? nothing
        : html`<span class="note-line small dim"
            >${stale ? icon('history', 'warn') : nothing}<span class="cut">${note}</span></span
          >`
    }`;
  const title = sentence === '' ? label : `${label}\n${sentence}`;
  const look = `node ${size ?? ''} ${isThis ? 'this' : ''}`;
  return open === undefined
    ? html`<div class=${look} title=${title}>${content}</div>`
    : html`<button class=${look} title=${title} @click=${() => model.act(open)}>${content}</button>`;
}
