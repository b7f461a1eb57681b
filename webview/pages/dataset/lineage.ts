/** Lineage: where the data is from, and what was made from it, each to be opened. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { cutPath, formatAge, formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import { icon } from '../../icons/icon.ts';
import type { DatasetModel } from './datasetModel.ts';

export function lineage(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  return html`<section class="sec" aria-labelledby="h-lineage">
    <header><h2 id="h-lineage">${t('Lineage')}</h2></header>
    <div class="lineage">
      ${source(model, detail)} ${copiesOf(model, detail)} ${featuresOf(model, detail)}
      ${runsOf(model, detail)} ${modelsOf(model, detail)}
    </div>
  </section>`;
}

/** One stone of the line. */
function stage(title: string, count: number | null, content: unknown): TemplateResult {
  return html`<section class="stage">
    <h3>${title}${count === null ? nothing : html` <span class="count">${formatCount(count)}</span>`}</h3>
    ${content}
  </section>`;
}

function source(model: DatasetModel, { location, disk, access }: DatasetDetail): TemplateResult {
  const path = cutPath(location, 36);
  return stage(
    t('Comes from'),
    null,
    html`<ul class="users">
      <li title=${location}>
        ${
          disk.files === 0
            ? html`<span class="cut">${path}</span>`
            : html`<button class="link cut" @click=${() => model.run('reveal')}>${path}</button>`
        }
        ${disk.files > 1 ? html`<span class="end dim">${t('{0} files', formatCount(disk.files))}</span>` : nothing}
      </li>
      ${access === null ? nothing : html`<li class="pre">${access}</li>`}
    </ul>`,
  );
}

function copiesOf(model: DatasetModel, { copies }: DatasetDetail): TemplateResult | typeof nothing {
  if (copies.length === 0) return nothing;
  return stage(
    t('Copies'),
    copies.length,
    html`<ul class="users">
        ${copies
          .slice(0, mostListed)
          .map(
            (copy, at) =>
              html`<li title=${copy}>
                ${icon('warning', 'warn')}<button
                  class="link cut"
                  @click=${() => model.act((call) => call('revealCopy', { at }))}
                >
                  ${cutPath(copy, 34)}
                </button>
              </li>`,
          )}
      </ul>
      <p class="dim">${t('They have the same content now; one shared file cannot go apart.')}</p>`,
  );
}

function featuresOf(model: DatasetModel, { featureNames }: DatasetDetail): TemplateResult {
  return stage(
    t('Features made from it'),
    featureNames.length,
    featureNames.length === 0
      ? none(t('None in features.yaml names this dataset.'))
      : html`<ul class="chips">
          ${some(
            model,
            'features',
            featureNames,
            (name) =>
              html`<li title=${name}>
                <button class="link cut" @click=${() => model.act((call) => call('openFeature', { name }))}>
                  ${name}
                </button>
              </li>`,
          )}
        </ul>`,
  );
}

function runsOf(model: DatasetModel, { versions, otherRuns }: DatasetDetail): TemplateResult {
  const runs = [
    ...versions.flatMap(({ version, hash, runs: all }) => all.map((run) => ({ ...run, hash, version }))),
    ...otherRuns.map((run) => ({ ...run, version: null })),
  ].sort((a, b) => b.started - a.started);
  return stage(
    t('Runs that read it'),
    new Set(runs.map(({ id }) => id)).size,
    runs.length === 0
      ? none(
          t(
            'None yet. A script says what it reads with cairn.log_dataset or MLflow, or config.yaml says it under “reads”.',
          ),
        )
      : html`<ul class="users">
          ${some(
            model,
            'runs',
            runs,
            ({ id, name, script, started, hash, version }) =>
              html`<li title=${script === null ? name : `${name}, ${script}`}>
                <button class="link cut" @click=${() => model.act((call) => call('openRun', { run: id }))}>
                  ${name}
                </button>
                <span class="end dim"
                  ><span class="when">${formatAge(started, Date.now())}</span> ${
                    version === null
                      ? html`<span class="of">${t('no version')}</span>`
                      : versionLink(model, version, hash)
                  }</span
                >
              </li>`,
          )}
        </ul>`,
  );
}

function modelsOf(model: DatasetModel, { versions }: DatasetDetail): TemplateResult {
  const models = versions
    .flatMap(({ version, hash, models: all }) => all.map((one) => ({ ...one, hash, of: version })))
    .sort((a, b) => b.aliases.length - a.aliases.length);
  return stage(
    t('Models trained on it'),
    models.length,
    models.length === 0
      ? none(t('None yet: register a model from a run that read this data.'))
      : html`<ul class="users">
          ${some(
            model,
            'models',
            models,
            ({ model: name, version, aliases, of, hash }) =>
              html`<li title=${name}>
                <button
                  class="link cut"
                  @click=${() => model.act((call) => call('openModel', { model: name, version }))}
                >
                  ${name} v${version}
                </button>
                ${aliases.map((alias) => html`<span class="tag">${alias}</span>`)}
                <span class="end dim">${versionLink(model, of, hash)}</span>
              </li>`,
          )}
        </ul>`,
  );
}

/** Which version was read; shows it. */
function versionLink(model: DatasetModel, version: number, hash: string): TemplateResult {
  const isOnDisk = hash === model.view?.detail?.disk.hash;
  return html`<button
    class="link of"
    title=${t('Show v{0} of the data', version)}
    @click=${() => model.show(isOnDisk ? null : hash)}
  >
    v${version}
  </button>`;
}

/** A list, or its beginning and a button for the rest. */
function some<T>(
  model: DatasetModel,
  name: string,
  all: readonly T[],
  item: (one: T, at: number) => TemplateResult,
): unknown {
  if (all.length <= mostListed + 1 || model.opened.has(name)) return all.map(item);
  return [
    ...all.slice(0, mostListed).map(item),
    html`<li>
      <button class="link" @click=${() => model.openList(name)}>
        ${t('{0} more', formatCount(all.length - mostListed))}
      </button>
    </li>`,
  ];
}

function none(sentence: string): TemplateResult {
  return html`<p class="dim">${sentence}</p>`;
}

const mostListed = 12;
