/** What hangs on the dataset: features made from it, model versions trained on it, and runs that read it. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatAge, formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import { icon } from '../../icons/icon.ts';
import type { DatasetModel } from './datasetModel.ts';

export function usedBy(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  const { versions, otherRuns, featureNames, copies } = detail;
  const models = versions.flatMap(({ version, models: all }) => all.map((one) => ({ ...one, of: version })));
  const runs = [
    ...versions.flatMap(({ version, runs: all }) =>
      all.map((run) => ({ ...run, of: `v${String(version)}` })),
    ),
    ...otherRuns.map((run) => ({ ...run, of: run.hash === null ? '' : t('no version') })),
  ].sort((a, b) => b.started - a.started);
  return html`
    ${copies.length === 0 ? nothing : copiesOf(copies)}
    <section class="sec" aria-labelledby="h-models">
      <header>
        <h2 id="h-models">${t('Models trained on it')}</h2>
        <span class="dim">${formatCount(models.length)}</span>
      </header>
      ${
        models.length === 0
          ? none(t('None yet: register a model from a run that read this data.'))
          : html`<ul class="users">
              ${models.slice(0, mostListed).map(
                ({ model: name, version, aliases, of }) =>
                  html`<li>
                    <button
                      class="link cut"
                      @click=${() => model.act((call) => call('openModel', { model: name, version }))}
                    >
                      ${name} v${version}
                    </button>
                    ${aliases.map((alias) => html`<span class="tag">${alias}</span>`)}
                    <span class="end dim">${t('on v{0}', of)}</span>
                  </li>`,
              )}
            </ul>`
      }
    </section>
    <section class="sec" aria-labelledby="h-features">
      <header>
        <h2 id="h-features">${t('Features made from it')}</h2>
        <span class="dim">${formatCount(featureNames.length)}</span>
      </header>
      ${
        featureNames.length === 0
          ? none(t('None in features.yaml names this dataset.'))
          : html`<ul class="chips">
              ${featureNames.slice(0, mostFeatures).map(
                (name) =>
                  html`<li>
                    <button
                      class="link cut"
                      @click=${() => model.act((call) => call('openFeature', { name }))}
                    >
                      ${name}
                    </button>
                  </li>`,
              )}
              ${featureNames.length > mostFeatures ? html`<li class="dim">${t('and {0} more', formatCount(featureNames.length - mostFeatures))}</li>` : nothing}
            </ul>`
      }
    </section>
    <section class="sec" aria-labelledby="h-runs">
      <header>
        <h2 id="h-runs">${t('Runs that read it')}</h2>
        <span class="dim">${formatCount(runs.length)}</span>
      </header>
      ${
        runs.length === 0
          ? none(
              t(
                'None yet. A script says what it reads with cairn.log_dataset or MLflow, or config.yaml says it under “reads”.',
              ),
            )
          : html`<ul class="users">
              ${runs.slice(0, mostListed).map(
                ({ id, name, script, started, of }) =>
                  html`<li title=${script ?? ''}>
                    <button
                      class="link cut"
                      @click=${() => model.act((call) => call('openRun', { run: id }))}
                    >
                      ${name}
                    </button>
                    <span class="dim">${of}</span>
                    <span class="end dim">${formatAge(started, Date.now())}</span>
                  </li>`,
              )}
              ${runs.length > mostListed ? html`<li class="dim">${t('and {0} more', formatCount(runs.length - mostListed))}</li>` : nothing}
            </ul>`
      }
    </section>
  `;
}

function copiesOf(copies: readonly string[]): TemplateResult {
  return html`<section class="sec" aria-labelledby="h-copies">
    <header>
      <h2 id="h-copies">${t('Copies')}</h2>
      <span class="dim">${formatCount(copies.length)}</span>
    </header>
    <ul class="users">
      ${copies.map((copy) => html`<li title=${copy}>${icon('warning', 'warn')}<span class="cut">${copy}</span></li>`)}
    </ul>
    <p class="more dim">${t('They have the same content now; one shared file cannot go apart.')}</p>
  </section>`;
}

function none(sentence: string): TemplateResult {
  return html`<p class="more dim">${sentence}</p>`;
}

const mostListed = 12;
const mostFeatures = 40;
