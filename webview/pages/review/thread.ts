/** One comment with its lines and replies. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ShownRemark, ShownReview, ShownThread } from '../../../src/protocol/shownReview.ts';
import { nameOf } from '../../../src/review/person.ts';
import { button, textArea } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import { canWrite } from './canWrite.ts';
import { excerpt, oldLines, suggestion } from './excerpt.ts';
import { draftOf, type ReviewModel } from './reviewModel.ts';
import { prose, shortHash, when, who } from './words.ts';

export function thread(model: ReviewModel, review: ShownReview, one: ShownThread): TemplateResult {
  const { id, isOpen, line, state, before, remarks } = one;
  const isWritable = canWrite(review);
  const name = place(one);
  return html`<article class="thread ${isOpen ? '' : 'done'}" aria-label=${t('Comment on {0}', name)}>
    <header>
      ${icon(isOpen ? 'commentUnresolved' : 'comment')}
      <p class="where">
        ${
          line === null
            ? html`<span>${name}</span>`
            : html`<button class="link" @click=${() => model.act((call) => call('openLine', { line }))}>
                ${name}
              </button>`
        }
        <span class="dim">${standing(one)}</span>
      </p>
      ${
        isWritable
          ? html`<span class="end"
              >${button({
                label: isOpen ? t('Resolve') : t('Reopen'),
                name: isOpen ? t('Resolve the comment on {0}', name) : t('Reopen the comment on {0}', name),
                onClick: () => model.resolve(id, !isOpen),
              })}</span
            >`
          : nothing
      }
    </header>
    ${state === 'gone' ? oldLines(before, t('The lines as they were')) : excerpt(one)}
    ${
      state === 'changed'
        ? html`<p class="was small dim">${t('before:')}</p>
            ${oldLines(before, t('The lines before'))}`
        : nothing
    }
    ${remarks.map((remark) => said(model, one, { remark, isWritable }))}
    ${isWritable && (isOpen || model.draft(draftOf.reply(id)) !== '') ? reply(model, id, name) : nothing}
  </article>`;
}

function place({ line, before }: ShownThread): string {
  const count = Math.max(1, before.lines.length);
  const from = line ?? before.line;
  const words = count === 1 ? t('line {0}', from) : t('lines {0} to {1}', from, from + count - 1);
  return line === null ? t('{0} of {1}', words, shortHash(before.sha256)) : words;
}

function standing(one: ShownThread): string {
  const { isOpen, resolved, state, before, excerpt: shown } = one;
  const isNew = shown.some(({ isMeant, isNew: fresh }) => isMeant && fresh);
  const where =
    state === 'gone'
      ? t('the lines are gone')
      : state === 'changed'
        ? t('the lines were changed since')
        : isNew
          ? t('in lines changed since approval')
          : state === 'moved'
            ? t('moved from line {0}', before.line)
            : '';
  const whether = isOpen
    ? t('open')
    : resolved === null
      ? t('resolved')
      : t('resolved by {0}', nameOf(resolved.by));
  return where === '' ? whether : `${whether}, ${where}`;
}

function said(
  model: ReviewModel,
  one: ShownThread,
  { remark, isWritable }: { readonly remark: ShownRemark; readonly isWritable: boolean },
): TemplateResult {
  const { id, state, before, isOpen } = one;
  const { by, at, text, isEdited } = remark;
  // Replies stay where the comment itself was withdrawn.
  const wanted = remark.id === id ? one.suggestion : null;
  return html`<div class="remark">
    <p>
      <span class="strong">${who(by)}</span>
      <span class="dim small">${when(at)}${isEdited ? t(', changed later') : nothing}</span>
    </p>
    <div class="pre">${prose(text)}</div>
    ${
      wanted === null
        ? nothing
        : html`${suggestion(before.lines, wanted)}
          ${isWritable && isOpen ? apply(model, { to: id, name: place(one), isThere: state === 'same' || state === 'moved' }) : nothing}`
    }
  </div>`;
}

/** Only what the suggestion was made for is replaced. */
function apply(
  model: ReviewModel,
  { to, name, isThere }: { readonly to: string; readonly name: string; readonly isThere: boolean },
): TemplateResult {
  return html`<p class="row wrap apply">
    ${button({
      label: t('Apply the suggestion'),
      name: t('Apply the suggestion for {0}', name),
      disabled: !isThere,
      onClick: () => model.act((call) => call('applySuggestion', { to })),
    })}
    ${isThere ? nothing : html`<span class="small dim">${t('The lines are not as they were.')}</span>`}
  </p>`;
}

function reply(model: ReviewModel, id: string, name: string): TemplateResult {
  const key = draftOf.reply(id);
  const draft = model.draft(key);
  return html`<div class="reply">
    ${textArea({
      label: t('Reply to the comment on {0}', name),
      placeholder: t('Reply'),
      value: draft,
      rows: Math.min(8, draft.split('\n').length),
      onInput: (text) => model.write(key, text),
      onKey: (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          void model.reply(id);
        }
      },
    })}
    ${
      draft.trim() === ''
        ? nothing
        : button({
            label: t('Reply'),
            name: t('Reply to the comment on {0}', name),
            onClick: () => model.reply(id),
          })
    }
  </div>`;
}
