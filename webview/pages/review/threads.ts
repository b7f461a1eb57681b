/** Comments on lines, by line or by time: where the lines are now, what was said, and whether it is settled. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { threadFilters, threadOrders } from '../../../src/protocol/reviewPage.ts';
import type { ShownReview, ShownThread } from '../../../src/protocol/shownReview.ts';
import { button, dropdown } from '../../controls.ts';
import type { ReviewModel } from './reviewModel.ts';
import { thread } from './thread.ts';

/** Drawn before somebody asks for the rest. */
const limit = 40;

export function threads(model: ReviewModel, review: ShownReview): TemplateResult {
  const { threads: all } = review;
  const wanted = ordered(
    all.filter((one) => passes(one, model.state.threads) || model.lingering.has(one.id)),
    model.state.order,
  );
  const shown = model.whole.has('threads') ? wanted : wanted.slice(0, limit);
  return html`<section class="sec" aria-labelledby="h-threads">
    <header>
      <h2 id="h-threads">${t('Comments')}</h2>
      <span class="dim">${counts(all)}</span>
      ${all.length < 2 ? nothing : html`<span class="end row tight">${choices(model)}</span>`}
    </header>
    ${wanted.length === 0 ? empty(model, review) : nothing}
    ${repeat(
      shown,
      ({ id }) => id,
      (one) => thread(model, review, one),
    )}
    ${
      shown.length < wanted.length
        ? html`<p class="more">
            <button class="link" @click=${() => model.showWhole('threads')}>
              ${t('Show all {0} comments', formatCount(wanted.length))}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

function counts(all: readonly ShownThread[]): string {
  const open = all.filter(({ isOpen }) => isOpen).length;
  if (all.length === 0) return '';
  return open === all.length
    ? t('{0} open', formatCount(open))
    : t('{0} open, {1} resolved', formatCount(open), formatCount(all.length - open));
}

function choices(model: ReviewModel): TemplateResult[] {
  const { threads: filter, order } = model.state;
  return [
    dropdown({
      label: t('Which comments to show'),
      value: filter,
      options: [
        { value: 'all', label: t('All') },
        { value: 'open', label: t('Open') },
        { value: 'resolved', label: t('Resolved') },
      ],
      onChange: (value) => {
        const chosen = threadFilters.find((one) => one === value);
        if (chosen !== undefined && chosen !== model.state.threads) model.filter({ threads: chosen });
      },
    }),
    dropdown({
      label: t('Order of comments'),
      value: order,
      options: [
        { value: 'line', label: t('By line') },
        { value: 'time', label: t('By time') },
      ],
      onChange: (value) => {
        const chosen = threadOrders.find((one) => one === value);
        if (chosen !== undefined && chosen !== model.state.order) model.set({ order: chosen });
      },
    }),
  ];
}

function passes({ isOpen }: ShownThread, filter: ReviewModel['state']['threads']): boolean {
  return filter === 'all' || isOpen === (filter === 'open');
}

/** By line: those whose lines are gone come last. By time: what was said last comes first. */
function ordered(all: readonly ShownThread[], order: ReviewModel['state']['order']): ShownThread[] {
  const last = ({ remarks }: ShownThread) => Date.parse(remarks.at(-1)?.at ?? '');
  const place = ({ line, before }: ShownThread) => line ?? 1e9 + before.line;
  return [...all].sort((a, b) => (order === 'time' ? last(b) - last(a) : place(a) - place(b)));
}

function empty(model: ReviewModel, { threads: all, sha256 }: ShownReview): TemplateResult {
  if (all.length > 0)
    return html`<div class="empty">
      <p>${model.state.threads === 'open' ? t('No comment is open.') : t('No comment is resolved.')}</p>
      <p class="row">
        ${button({
          label: t('Show all {0} comments', formatCount(all.length)),
          onClick: () => model.filter({ threads: 'all' }),
        })}
      </p>
    </div>`;
  return html`<div class="empty">
    <p>${t('Nobody has commented on a line.')}</p>
    ${
      sha256 === null
        ? nothing
        : html`<p class="dim">
              ${t('In the script, the plus beside a line’s number begins a comment; select lines to comment on several.')}
            </p>
            <p class="row">
              ${button({
                label: t('Open the script'),
                icon: 'goToFile',
                onClick: () => model.act((call) => call('openLine', { line: null })),
              })}
            </p>`
    }
  </div>`;
}
