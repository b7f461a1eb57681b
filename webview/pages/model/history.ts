/** Who moved which alias, from where to where, when and why. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatMoment, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { AliasMoveShape, ModelDetail } from '../../../src/protocol/modelShape.ts';

const limit = 50;

export function history({ history: moves, server }: ModelDetail): TemplateResult {
  const more = moves.length - limit;
  const [first] = moves;
  return html`<section class="sec" aria-labelledby="h-history">
    <header>
      <h2 id="h-history">${t('Alias history')}</h2>
      <span class="sr" role="status"
        >${first === undefined ? nothing : `${first.alias}: ${wayOf(first)}`}</span
      >
      ${moves.length > 0 ? html`<span class="dim">${formatCount(moves.length)}</span>` : nothing}
    </header>
    ${
      moves.length === 0
        ? html`<div class="empty">
            <p class="dim">
              ${
                server === null
                  ? t('No alias has been moved yet.')
                  : t('An MLflow server says where an alias stands, and keeps no history of its moves.')
              }
            </p>
          </div>`
        : html`<ol class="moves">
            ${moves.slice(0, limit).map(move)}
          </ol>`
    }
    ${more > 0 ? html`<p class="dim more">${t('and {0} more', formatCount(more))}</p>` : nothing}
  </section>`;
}

function wayOf({ from, to }: Pick<AliasMoveShape, 'from' | 'to'>): string {
  const word = (version: number | null) => (version === null ? t('none') : `v${String(version)}`);
  return `${word(from)} → ${word(to)}`;
}

function move({ alias, from, to, at, by, reason, rollBack }: AliasMoveShape): TemplateResult {
  const why = [by ?? '', rollBack ? t('roll back') : ''].filter((part) => part !== '').join(', ');
  return html`<li>
    <span class="cut" title=${alias}>${alias}</span>
    <span class="way">${wayOf({ from, to })}</span>
    <span class="cut" title=${why}>${why}</span>
    <span class="dim when" title=${at ?? ''}
      >${at === null ? missing : formatMoment(Date.parse(at), Date.now())}</span
    >
    ${reason === null ? nothing : html`<span class="dim reason">${reason}</span>`}
  </li>`;
}
