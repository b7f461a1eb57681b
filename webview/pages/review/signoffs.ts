/** Who signed off which text, and whether it counts. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ShownReview, ShownSignoff } from '../../../src/protocol/shownReview.ts';
import { scroller } from '../../scroller.ts';
import { signoffMark } from './marks.ts';
import type { ReviewModel } from './reviewModel.ts';
import { hash, prose, shortHash, when, who } from './words.ts';

const limit = 10;

export function signoffs(model: ReviewModel, { signoffs: all, sha256 }: ShownReview): TemplateResult {
  const shown = model.whole.has('signoffs') ? all : all.slice(0, limit);
  const ofThis = all.filter((one) => one.sha256 === sha256).length;
  return html`<section class="sec" aria-labelledby="h-signoffs">
    <header>
      <h2 id="h-signoffs">${t('Sign-offs')}</h2>
      ${
        all.length === 0
          ? nothing
          : html`<span class="dim"
              >${formatCount(all.length)}${
                sha256 === null
                  ? nothing
                  : html`,
                    ${
                      ofThis === 0
                        ? t('none for {0}', shortHash(sha256))
                        : t('{0} for {1}', formatCount(ofThis), shortHash(sha256))
                    }`
              }</span
            >`
      }
    </header>
    ${all.length === 0 ? html`<div class="empty"><p>${t('Nobody has signed off yet.')}</p></div>` : table(shown)}
    ${
      shown.length < all.length
        ? html`<p class="more">
            <button class="link" @click=${() => model.showWhole('signoffs')}>
              ${t('Show all {0} sign-offs', formatCount(all.length))}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

function table(shown: readonly ShownSignoff[]): TemplateResult {
  return scroller(
    t('Sign-offs'),
    html`<table class="so" aria-labelledby="h-signoffs">
      <thead>
        <tr>
          <th scope="col">${t('Verdict')}</th>
          <th scope="col">${t('By')}</th>
          <th scope="col">${t('Script')}</th>
          <th scope="col" class="num">${t('When')}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(row)}
      </tbody>
    </table>`,
  );
}

function row(one: ShownSignoff): TemplateResult {
  return html`<tr>
    <td>
      ${signoffMark(one)}
      ${
        one.basis === null
          ? nothing
          : html`<p class="dim small">${t('only what changed since {0}', shortHash(one.basis))}</p>`
      }
      ${one.comment === null ? nothing : html`<p class="pre dim quote">“${prose(one.comment)}”</p>`}
    </td>
    <td class="cut">${who(one.by)}</td>
    <td>${hash(one.sha256)}</td>
    <td class="num">${when(one.at)}</td>
  </tr>`;
}
