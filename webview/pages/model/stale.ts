/** What no longer holds of the evidence, a sentence each. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { VersionDetail } from '../../../src/protocol/modelShape.ts';
import { icon } from '../../icons/icon.ts';
import type { ModelModel } from './modelModel.ts';

export function stale(model: ModelModel, shown: VersionDetail): TemplateResult | typeof nothing {
  const checked = model.verified?.version === shown.version ? model.verified.result : undefined;
  const isBad = checked !== undefined && checked.state !== 'same';
  // What reading it found says more than a look at its size.
  const facts = shown.stale.filter(({ what }) => !(isBad && what === 'artifact'));
  if (facts.length === 0 && !isBad) return nothing;
  return html`<section class="sec" aria-labelledby="h-stale">
    <header>
      <h2 id="h-stale">${t('Changed since it was registered')}</h2>
      <span class="dim">${formatCount(facts.length + (isBad ? 1 : 0))}</span>
    </header>
    <ul class="marked stale">
      ${isBad ? html`<li>${icon('error', 'bad')}<span>${checked.sentence}</span></li>` : nothing}
      ${facts.map(({ sentence }) => html`<li>${icon('history', 'warn')}<span>${sentence}</span></li>`)}
    </ul>
  </section>`;
}
