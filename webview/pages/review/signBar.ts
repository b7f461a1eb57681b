/** The sign-off: what it is bound to, what it waits for, who is signing, and the verdicts. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { cutText, formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ShownReview } from '../../../src/protocol/shownReview.ts';
import { button, textArea } from '../../controls.ts';
import { refusal } from '../../failure.ts';
import { canWrite } from './canWrite.ts';
import { isAnswered } from './itemAnswers.ts';
import { draftOf, type ReviewModel } from './reviewModel.ts';
import { listed, names, shortHash } from './words.ts';

export function signBar(model: ReviewModel, review: ShownReview): TemplateResult {
  const { refused } = model;
  return html`<section class="signbar" tabindex="-1" aria-label=${t('Sign-off')}>
    ${refused ? refusal(model, refused) : nothing}
    <div class="sign-words">
      <p class="list">
        ${
          review.sha256 === null
            ? html`<span class="part strong">${t('Nothing to sign off: the script is gone')}</span>`
            : html`<span class="part strong" title=${`sha256 ${review.sha256}`}
                >${t('Sign off sha256 {0}…', shortHash(review.sha256))}</span
              >`
        }
        ${facts(review).map((fact) => html`<span class="part">${fact}</span>`)}
      </p>
      ${waiting(review).map((sentence) => html`<p class="dim small">${sentence}</p>`)}
    </div>
    ${canWrite(review) ? verdicts(model, review) : nothing}
    <p class="dim small keeping">${identity(review)} ${keeping(review)}</p>
    <p class="sr" role="status">${model.told}</p>
  </section>`;
}

function facts({ groups, threads, policy, authors, approvedBy }: ShownReview): string[] {
  const items = groups.flatMap((group) => group.items);
  const open = threads.filter(({ isOpen }) => isOpen).length;
  const { needed, approvers, missingOwners } = policy;
  return [
    t('{0} of {1} answered', formatCount(items.filter(isAnswered).length), formatCount(items.length)),
    open === 1 ? t('1 open comment') : t('{0} open comments', formatCount(open)),
    approvalWords(approvedBy.length, needed, authors),
    ...(approvers.length === 0 ? [] : [t('may approve: {0}', names(approvers))]),
    ...(missingOwners.length === 0 ? [] : [t('one must be a code owner: {0}', names(missingOwners))]),
  ];
}

function approvalWords(have: number, needed: number, authors: readonly string[]): string {
  const others =
    authors.length === 0 ? t('somebody') : t('somebody other than {0}', cutText(names(authors), 40));
  if (needed > 1) return t('{0} of {1} approvals by {2}', formatCount(have), formatCount(needed), others);
  return have === 0 ? t('needs 1 approval by {0}', others) : t('approved by {0}', others);
}

/** Beside the buttons, because a disabled one says nothing. */
function waiting({ approve, requestChanges, reapprove, viewing, sha256 }: ShownReview): string[] {
  if (viewing !== null) return [viewing.sentence];
  if (sha256 === null) return [];
  const same = reapprove !== null && listed(reapprove) === listed(approve);
  return [
    ...(approve.length === 0 ? [] : [t('Approve waits for: {0}.', listed(approve))]),
    ...(reapprove === null || reapprove.length === 0 || same
      ? []
      : [t('Re-approve waits for: {0}.', listed(reapprove))]),
    ...(requestChanges.length === 0 ? [] : [t('Request changes waits for: {0}.', listed(requestChanges))]),
  ];
}

function identity({ identity: who }: ShownReview): string {
  if (who === null) return '';
  switch (who.source) {
    case 'git':
      return t('You are {0}, from git config.', who.by);
    case 'github':
      return t('You are {0}, from your GitHub account.', who.by);
    case 'gitlab':
      return t('You are {0}, from your GitLab account.', who.by);
    case 'system':
      return t('You are {0}, as this machine calls you.', who.by);
  }
}

function keeping({ file, imports }: ShownReview): string {
  return imports.length === 0
    ? t('A sign-off holds for this text only and is kept in {0}.', file)
    : t('A sign-off holds for this text and what it imports, and is kept in {0}.', file);
}

function verdicts(model: ReviewModel, { approve, requestChanges, reapprove }: ShownReview): TemplateResult {
  const draft = model.draft(draftOf.signoff);
  return html`<div class="row wrap verdicts">
    ${textArea({
      label: t('Comment for the sign-off'),
      placeholder: t('Comment for the sign-off'),
      value: draft,
      rows: Math.min(5, draft.split('\n').length),
      onInput: (text) => model.write(draftOf.signoff, text),
    })}
    ${button({
      label: t('Request changes'),
      icon: 'requestChanges',
      disabled: requestChanges.length > 0,
      onClick: () => sign(() => model.signOff('requestChanges')),
    })}
    ${button({
      label: t('Comment'),
      icon: 'comment',
      // What was typed since the last frame counts too.
      onClick: () =>
        model.draft(draftOf.signoff).trim() === '' ? focusComment() : sign(() => model.signOff('comment')),
    })}
    ${
      reapprove === null
        ? nothing
        : button({
            label: t('Re-approve the change'),
            icon: 'history',
            disabled: reapprove.length > 0,
            onClick: () => sign(() => model.reapprove()),
          })
    }
    ${button({
      label: t('Approve'),
      icon: 'check',
      primary: reapprove === null && approve.length === 0,
      disabled: approve.length > 0,
      onClick: () => sign(() => model.signOff('approve')),
    })}
  </div>`;
}

/** What was pressed may be disabled or gone afterwards, so the focus goes to the bar. */
async function sign(start: () => Promise<void>): Promise<void> {
  document.querySelector<HTMLElement>('.signbar')?.focus();
  await start();
}

/** A comment without words is none. */
function focusComment(): void {
  document.querySelector<HTMLElement>('.verdicts vscode-text-area')?.focus();
}
