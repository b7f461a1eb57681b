/** What Cairn could not read or record of this run; the rest of the page still shows. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { icon } from '../../icons/icon.ts';

const limit = 50;

export function problems({ problemList }: PageDetail): TemplateResult | typeof nothing {
  if (problemList.length === 0) return nothing;
  const more = problemList.length - limit;
  return html`<section class="sec" aria-labelledby="h-problems">
    <header>
      <h2 id="h-problems">${t('Problems of this run')}</h2>
      <span class="dim">${formatCount(problemList.length)}</span>
    </header>
    <ul class="marked problems">
      ${problemList
        .slice(0, limit)
        .map(
          ({ where, line, message }) =>
            html`<li>
              ${icon('warning', 'warn')}<span
                >${line === undefined ? where : t('{0}, line {1}', where, formatCount(line))}:
                ${message}</span
              >
            </li>`,
        )}
    </ul>
    ${more > 0 ? html`<p class="dim more">${t('and {0} more', formatCount(more))}</p>` : nothing}
  </section>`;
}
