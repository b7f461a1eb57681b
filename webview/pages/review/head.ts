/** The script, who wrote it and who is asked, and what can be done with the review. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { cutText, formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ShownReview } from '../../../src/protocol/shownReview.ts';
import { nameOf } from '../../../src/review/person.ts';
import { iconButton } from '../../controls.ts';
import { openMenu } from '../../popup.ts';
import type { ReviewModel } from './reviewModel.ts';
import { names } from './words.ts';

export function head(model: ReviewModel, review: ShownReview): TemplateResult {
  const { script, authors, checklist, reviewers, sha256 } = review;
  const [, folder = '', name = script] = /^(?:(.*)\/)?([^/]*)$/.exec(script) ?? [];
  return html`<div class="head">
    <h1 title=${script}>${name}</h1>
    <p class="about">
      <span class="part">${t('Review')}</span>
      ${folder === '' ? nothing : html`<span class="part dim">${t('in {0}', folder)}</span>`}
      <span class="part dim"
        >${checklist === 'own' ? t('Cairn’s checklist') : t('checklist of config.yaml')}</span
      >
      ${
        authors.length === 0
          ? nothing
          : html`<span class="part dim" title=${authors.join(', ')}
              >${t('author {0}', cutText(names(authors), 40))}</span
            >`
      }
      ${reviewers.length === 0 ? nothing : asked(review)}
    </p>
    <span class="end row tight">
      ${
        sha256 === null
          ? nothing
          : iconButton({
              label: t('Open the script'),
              icon: 'goToFile',
              onClick: () => model.act((call) => call('openLine', { line: null })),
            })
      }
      ${iconButton({
        label: t('History'),
        icon: 'history',
        pressed: model.state.history,
        onClick: () => showHistory(model),
      })}
      <span class="more-actions"
        >${iconButton({ label: t('More actions'), icon: 'ellipsis', onClick: () => more(model, review) })}</span
      >
    </span>
  </div>`;
}

/** The first few; all of them in the tooltip. */
const mostAsked = 4;

function asked({ reviewers }: ShownReview): TemplateResult {
  const all = reviewers.map(({ by, isWaiting }) =>
    isWaiting ? nameOf(by) : t('{0} (has signed off)', nameOf(by)),
  );
  const more = all.length - mostAsked;
  const shown = more > 0 ? [...all.slice(0, mostAsked), t('{0} more', formatCount(more))] : all;
  return html`<span class="part dim" title=${all.join(', ')}>${t('asked: {0}', shown.join(', '))}</span>`;
}

async function showHistory(model: ReviewModel): Promise<void> {
  await model.toggleHistory();
  if (!model.state.history) return;
  // What was asked for comes into sight, also where it is below others.
  requestAnimationFrame(() => document.querySelector('#h-history')?.scrollIntoView({ block: 'nearest' }));
}

function more(model: ReviewModel, { viewing, standing, problems }: ShownReview): void {
  const anchor = document.querySelector<HTMLElement>('.more-actions');
  if (anchor === null) return;
  openMenu(anchor, t('More actions'), [
    {
      label: standing.state === 'never' ? t('Request review…') : t('Request another review…'),
      icon: 'account',
      disabled: viewing?.sentence,
      choose: () => model.act((call) => call('requestReview', {})),
    },
    {
      label: t('Explain this script to me'),
      icon: 'book',
      choose: () => model.act((call) => call('explain', {})),
    },
    {
      label: t('Copy as Markdown'),
      icon: 'copy',
      choose: () => model.act((call) => call('copyMarkdown', {})),
    },
    {
      label: t('Open the review’s file'),
      icon: 'goToFile',
      disabled: standing.state === 'never' && problems.length === 0 ? t('It is not there yet.') : undefined,
      choose: () => model.act((call) => call('openFile', { line: null })),
    },
  ]);
}
