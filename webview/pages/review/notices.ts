/** Where the review stands, what is wrong with its record, and why nothing can be changed: above everything else. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ChangedFileShape } from '../../../src/protocol/reviewShape.ts';
import type { ShownOutdated, ShownReview } from '../../../src/protocol/shownReview.ts';
import { nameOf } from '../../../src/review/person.ts';
import { button } from '../../controls.ts';
import { sentences } from '../../failure.ts';
import { icon } from '../../icons/icon.ts';
import { changedModules } from './imports.ts';
import type { ReviewModel } from './reviewModel.ts';
import { hash, lines, moment, names, prose } from './words.ts';

export function notices(model: ReviewModel, review: ShownReview): TemplateResult {
  const { outdated } = review;
  return html`${problems(model, review)} ${viewing(review)} ${notes(review)} ${standing(model, review)}
  ${outdated === null ? nothing : stale(model, review, outdated)}`;
}

function problems(model: ReviewModel, { problems: all }: ShownReview): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<section class="sec wrong" aria-labelledby="h-problems">
    <header>
      <h2 id="h-problems">${t('Problems')}</h2>
      <span class="dim">${formatCount(all.length)}</span>
    </header>
    <ul class="marked">
      ${all.map(
        ({ sentence, next, line }) =>
          html`<li>
            ${icon('error', 'bad')}<span
              >${sentences({ sentence, next: next ?? undefined })}
              ${
                line === null
                  ? nothing
                  : html`<button class="link" @click=${() => model.act((call) => call('openFile', { line }))}>
                      ${t('line {0} of the review’s file', line)}
                    </button>`
              }</span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}

function notes({ notes: all }: ShownReview): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<div class="note quiet" role="note">${icon('info', 'idle')}<span>${all.join(' ')}</span></div>`;
}

function viewing({ viewing: why }: ShownReview): TemplateResult | typeof nothing {
  if (why === null) return nothing;
  return html`<div class="note quiet" role="note">
    ${icon('workspaceUntrusted', 'warn')}<span
      ><span class="strong">${t('Viewing only.')}</span>
      ${sentences({ sentence: why.sentence, next: why.next ?? undefined })}</span
    >
  </div>`;
}

function standing(model: ReviewModel, review: ShownReview): TemplateResult | typeof nothing {
  const { standing: stand } = review;
  switch (stand.state) {
    case 'never':
      return review.sha256 === null ? nothing : never(model, review);
    case 'started':
    case 'stale':
      return nothing;
    case 'requested':
      return quiet('account', [
        review.reviewers.length === 0
          ? t('{0} asked for a review on {1}.', nameOf(stand.by), moment(stand.at))
          : t(
              '{0} asked {1} for a review on {2}.',
              nameOf(stand.by),
              names(review.reviewers.map(({ by }) => by)),
              moment(stand.at),
            ),
        quote(stand.comment),
      ]);
    case 'changesRequested':
      return html`<div class="note" role="status">
        ${icon('requestChanges', 'bad')}<span
          ><span class="strong">${t('Changes requested.')}</span>
          ${t('{0} asked for them on {1}.', nameOf(stand.by), moment(stand.at))} ${quote(stand.comment)}</span
        >
      </div>`;
    case 'approved':
      return quiet('pass', [
        html`<span class="strong">${t('Approved.')}</span>`,
        ' ',
        t('{0} approved this text, the last on {1}.', names(review.approvedBy), moment(stand.at)),
      ]);
  }
}

function quiet(
  name: 'account' | 'pass',
  words: readonly (TemplateResult | string | typeof nothing)[],
): TemplateResult {
  return html`<div class="note quiet" role="status">
    ${icon(name, name === 'pass' ? 'ok' : 'idle')}<span>${words}</span>
  </div>`;
}

function quote(comment: string | null): TemplateResult | typeof nothing {
  return comment === null || comment === '' ? nothing : html` <span class="pre">“${prose(comment)}”</span>`;
}

function never(model: ReviewModel, { viewing: why }: ShownReview): TemplateResult {
  return html`<div class="note quiet" role="status">
    ${icon('circleLarge', 'idle')}<span
      ><span class="strong">${t('Never reviewed.')}</span>
      ${t('What Cairn can prove is answered already. Ask a colleague for the rest: a review is bound to exactly this text.')}</span
    >
    ${
      why === null
        ? button({
            label: t('Request review…'),
            primary: true,
            onClick: () => model.act((call) => call('requestReview', {})),
          })
        : nothing
    }
  </div>`;
}

function stale(model: ReviewModel, review: ShownReview, outdated: ShownOutdated): TemplateResult {
  const { script, sha256 } = review;
  const { by, at, files, cosmetic, sha256: approved } = outdated;
  const modules = changedModules(review);
  const own = files.find(({ path }) => path === script);
  const first = modules.find(({ kind }) => kind === 'changed')?.path;
  const canShow = sha256 !== null && (own === undefined ? first !== undefined : own.lines !== null);
  return html`<div class="note" role="status">
    ${icon('warning', 'warn')}<span
      ><span class="strong">${t('Changed since approval.')}</span> ${t('{0} approved', nameOf(by))}
      ${hash(approved)} ${t('on {0}.', moment(at))}
      ${
        sha256 === null
          ? t('The script is gone now.')
          : own === undefined
            ? t('The script is as it was.')
            : html`${t('The script is now')}
              ${hash(sha256)}${own.lines === null ? t(', and how many lines differ cannot be told.') : t(', {0} apart.', lines(own.lines))}`
      }
      ${moduleWords(modules)}
      ${
        cosmetic.is === 'yes'
          ? t('Only comments and formatting changed.')
          : cosmetic.is === 'unknown'
            ? t('Whether only comments and formatting changed cannot be told: {0}', cosmetic.because)
            : nothing
      }
      ${t('The approval no longer counts.')}</span
    >
    ${
      canShow
        ? button({
            label: t('Show what changed'),
            icon: 'diff',
            primary: true,
            onClick: () =>
              model.act((call) => call('showDiff', { module: own === undefined ? (first ?? null) : null })),
          })
        : nothing
    }
  </div>`;
}

function moduleWords(modules: readonly ChangedFileShape[]): string | typeof nothing {
  const [only] = modules;
  if (only === undefined) return nothing;
  if (modules.length > 1) return t('{0} modules that it imports have changed.', formatCount(modules.length));
  switch (only.kind) {
    case 'added':
      return t('It imports another module: {0}.', only.path);
    case 'removed':
      return t('It does not import {0} any more.', only.path);
    case 'changed':
      return t('A module that it imports has changed: {0}.', only.path);
  }
}
