/** Who said what when: every entry of the review's file, the newest first. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ShownReview } from '../../../src/protocol/shownReview.ts';
import type { ReviewEntry } from '../../../src/records/review.ts';
import { iconButton } from '../../controls.ts';
import type { ReviewModel } from './reviewModel.ts';
import { hash, names, prose, shortHash, when, who } from './words.ts';

const limit = 50;

export function history(model: ReviewModel, review: ShownReview): TemplateResult | typeof nothing {
  if (!model.state.history) return nothing;
  const { entries } = model;
  const shown = model.whole.has('history') ? entries : entries?.slice(0, limit);
  return html`<section class="sec" aria-labelledby="h-history">
    <header>
      <h2 id="h-history">${t('History')}</h2>
      ${entries === undefined ? nothing : html`<span class="dim">${formatCount(entries.length)}</span>`}
      <span class="end"
        >${iconButton({ label: t('Close the history'), icon: 'close', onClick: () => model.toggleHistory() })}</span
      >
    </header>
    ${
      entries?.length === 0
        ? html`<div class="empty"><p>${t('Nothing has been recorded yet.')}</p></div>`
        : html`<ol class="entries">
            ${shown?.map((entry) => row(review, entries ?? [], entry))}
          </ol>`
    }
    ${
      entries !== undefined && shown !== undefined && shown.length < entries.length
        ? html`<p class="more">
            <button class="link" @click=${() => model.showWhole('history')}>
              ${t('Show all {0} entries', formatCount(entries.length))}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

function row(review: ShownReview, all: readonly ReviewEntry[], entry: ReviewEntry): TemplateResult {
  const text = textOf(entry);
  return html`<li>
    <span class="dim when">${when(entry.at)}</span>
    <div class="what">
      <p>
        <span class="strong">${who(entry.by)}</span> ${deed(review, all, entry)}
        <span class="dim small keep">${t('text {0}', shortHash(entry.sha256))}</span>
      </p>
      ${text === undefined || text === '' ? nothing : html`<p class="pre dim">“${prose(text)}”</p>`}
    </div>
  </li>`;
}

function deed(
  { groups }: ShownReview,
  all: readonly ReviewEntry[],
  entry: ReviewEntry,
): TemplateResult | string {
  switch (entry.kind) {
    case 'request':
      return entry.reviewers.length === 0
        ? t('asked for a review')
        : t('asked {0} for a review', names(entry.reviewers));
    case 'answer': {
      const item = groups.flatMap(({ items }) => items).find(({ id }) => id === entry.item);
      const words = item?.text ?? t('an item that is not asked any more ({0})', entry.item);
      return html`${answerWords(entry.answer)}${entry.overrules === undefined ? nothing : html` ${t('(overruling the evidence)')}`}:
      ${words}`;
    }
    case 'comment':
      return t('commented on line {0}', entry.line);
    case 'reply':
      return t('replied on {0}', lineOf(all, entry.to));
    case 'revision':
      return entry.text === '' ? t('withdrew what was said') : t('changed what was said');
    case 'resolution':
      return entry.isOpen
        ? t('opened the comment on {0} again', lineOf(all, entry.to))
        : t('resolved the comment on {0}', lineOf(all, entry.to));
    case 'signoff':
      return signoffWords(entry);
    case 'rename':
      return html`${t('renamed the script from')} <span class="mono">${entry.from}</span>`;
  }
}

function signoffWords({
  verdict,
  basis,
}: Extract<ReviewEntry, { kind: 'signoff' }>): TemplateResult | string {
  if (verdict === 'comment') return t('signed off with a comment');
  if (verdict === 'requestChanges') return t('requested changes');
  return basis === undefined ? t('approved') : html`${t('approved what changed since')} ${hash(basis)}`;
}

function answerWords(answer: 'yes' | 'no' | 'notApplicable' | 'open'): string {
  switch (answer) {
    case 'yes':
      return t('answered yes');
    case 'no':
      return t('answered no');
    case 'notApplicable':
      return t('answered not applicable');
    case 'open':
      return t('took the answer back');
  }
}

function lineOf(all: readonly ReviewEntry[], id: string): string {
  const found = all.find((entry) => entry.kind === 'comment' && entry.id === id);
  return found?.kind === 'comment' ? t('line {0}', found.line) : t('a line');
}

function textOf(entry: ReviewEntry): string | undefined {
  switch (entry.kind) {
    case 'request':
    case 'answer':
    case 'signoff':
      return entry.comment;
    case 'comment':
    case 'reply':
    case 'revision':
      return entry.text;
    default:
      return undefined;
  }
}
