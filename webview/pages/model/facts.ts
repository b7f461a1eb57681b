/** What made the version: run, code, data, file and surroundings, a line each. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../src/base/counted.ts';
import { cutPath, formatCount, formatMoment, formatSize, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ModelDetail, VersionDetail } from '../../../src/protocol/modelShape.ts';
import type { ModelModel, ModelPageCall } from './modelModel.ts';

export function facts(model: ModelModel, detail: ModelDetail, shown: VersionDetail): TemplateResult {
  const isOnServer = detail.server !== null;
  return html`<div class="cols factcols">
    <dl class="facts">${run(model, shown)} ${registered(shown)} ${parameters(shown)}</dl>
    <dl class="facts">
      ${isOnServer ? scriptThere(shown) : script(model, shown)} ${commit(shown)} ${environment(shown)}
    </dl>
    <dl class="facts">
      ${data(shown)} ${isOnServer ? source(shown) : artifact(shown)} ${tags(t('Tags'), shown.tags)}
      ${tags(t('Model tags'), detail.tags)}
    </dl>
  </div>`;
}

function link(
  model: ModelModel,
  label: unknown,
  action: (call: ModelPageCall) => Promise<unknown>,
): TemplateResult {
  return html`<button class="link" @click=${() => model.act(action)}>${label}</button>`;
}

function run(model: ModelModel, { run: id, runName, runHere }: VersionDetail): TemplateResult {
  return html`<dt>${t('Run')}</dt>
    <dd title=${id ?? ''}>
      ${
        id === null
          ? missing
          : runHere
            ? link(model, runName ?? id, (call) => call('openRun', { run: id }))
            : html`${runName ?? id} <span class="dim">${t('(not here any more)')}</span>`
      }
    </dd>`;
}

function registered({ created, by }: VersionDetail): TemplateResult {
  const moment = created === null ? missing : formatMoment(Date.parse(created), Date.now());
  return html`<dt>${t('Registered')}</dt>
    <dd title=${created ?? ''}>${by === null || by === '' ? moment : t('{0} by {1}', moment, by)}</dd>`;
}

function parameters({ parameters: count }: VersionDetail): TemplateResult {
  return html`<dt>${t('Parameters')}</dt>
    <dd>${count === null ? html`<span class="dim">${t('not recorded')}</span>` : formatCount(count)}</dd>`;
}

function script(model: ModelModel, { script: used, version }: VersionDetail): TemplateResult {
  const open = (call: ModelPageCall) => call('openScript', { name: model.state.name, version });
  return html`<dt>${t('Script')}</dt>
    <dd title=${used === null ? '' : `${used.path}\n${used.sha256 ?? ''}`}>
      ${
        used === null
          ? missing
          : html`${link(model, cutPath(used.path, 32), open)}
            ${used.sha256 === null ? nothing : html`<span class="mono">${used.sha256.slice(0, 7)}</span>`}`
      }
    </dd>`;
}

/** As MLflow noted it, mostly on another machine. */
function scriptThere({ script: used }: VersionDetail): TemplateResult {
  return html`<dt>${t('Script')}</dt>
    <dd title=${used?.path ?? ''}>${used === null ? missing : cutPath(used.path, 32)}</dd>`;
}

function commit({ commit: hash, uncommitted }: VersionDetail): TemplateResult {
  const dirty = uncommitted !== null && uncommitted > 0;
  return html`<dt>${t('Commit')}</dt>
    <dd title=${hash ?? ''}>
      ${hash === null ? html`<span class="dim">${t('not recorded')}</span>` : html`<span class="mono">${hash.slice(0, 7)}</span>`}
      ${dirty ? t('and {0} changed lines', formatCount(uncommitted)) : nothing}
    </dd>`;
}

function environment({ environment: used }: VersionDetail): TemplateResult {
  if (used === null)
    return html`<dt>${t('Environment')}</dt>
      <dd class="dim">${t('not recorded')}</dd>`;
  const notable = Object.entries(used.notable).map(([name, version]) => `${name} ${version}`);
  const text = [used.interpreter ?? '', ...notable.slice(0, 1)].filter((part) => part !== '').join(', ');
  return html`<dt>${t('Environment')}</dt>
    <dd
      class="linked"
      title=${[...notable, used.sha256 === null ? '' : t('SHA-256 of the list: {0}', used.sha256)].join('\n')}
    >
      <span class="cut">${text}</span>${
        used.packages === null
          ? nothing
          : html`<span class="keep"
              >, ${counted(used.packages, t('1 package'), (n) => t('{0} packages', n))}</span
            >`
      }
    </dd>`;
}

function data({ datasets }: VersionDetail): TemplateResult {
  const names = datasets.map(({ name, version }) =>
    version === null ? name : `${name} v${String(version)}`,
  );
  const full = datasets.map(({ name, hash, digest }) => [name, hash ?? digest ?? ''].join(' '));
  return html`<dt>${t('Data')}</dt>
    <dd class=${names.length === 0 ? 'dim' : ''} title=${full.join('\n')}>
      ${names.length === 0 ? t('none recorded') : names.join(', ')}
    </dd>`;
}

function artifact({ artifact: file, path }: VersionDetail): TemplateResult {
  if (file === null)
    return html`<dt>${t('File')}</dt>
      <dd title=${path ?? ''}>${path ?? html`<span class="dim">${t('not recorded')}</span>`}</dd>`;
  const place = file.location === 'kept' ? (path ?? '') : file.location;
  const parts = [
    place.replace(/^.*\//, ''),
    ...(file.files === null
      ? []
      : [file.files === 1 ? t('1 file') : t('{0} files', formatCount(file.files))]),
    ...(file.size === null ? [] : [formatSize(file.size)]),
  ];
  return html`<dt>${t('File')}</dt>
    <dd title=${[place, file.sha256 === null ? '' : `SHA-256 ${file.sha256}`].join('\n')}>
      ${parts.filter((part) => part !== '').join(', ')}${
        file.sha256 === null ? nothing : html`, <span class="mono">${file.sha256.slice(0, 7)}</span>`
      }
    </dd>`;
}

/** Where MLflow's clients load it from. */
function source({ artifact: place }: VersionDetail): TemplateResult {
  const size = place?.size ?? null;
  return html`<dt>${t('Source')}</dt>
    <dd title=${place?.location ?? ''}>
      ${
        place === null
          ? html`<span class="dim">${t('not recorded')}</span>`
          : [...(size === null ? [] : [formatSize(size)]), place.location].join(', ')
      }
    </dd>`;
}

function tags(title: string, pairs: VersionDetail['tags']): TemplateResult | typeof nothing {
  const all = Object.entries(pairs).map(([key, value]) => (value === '' ? key : `${key}: ${value}`));
  if (all.length === 0) return nothing;
  return html`<dt>${title}</dt>
    <dd title=${all.join('\n')}>${all.join(', ')}</dd>`;
}
