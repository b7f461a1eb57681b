/** The person's note, edited in place, and what the script itself noted. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatMoment } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { button, iconButton, textArea } from '../../controls.ts';
import type { RunModel } from './runModel.ts';

/** The text being edited; undefined while nobody edits. Live changes of the run do not touch it. */
let draft: string | undefined;

export function notes(model: RunModel, detail: PageDetail): TemplateResult {
  const editable = model.view?.editable ?? false;
  const edit = () => {
    draft = detail.note;
    model.redraw();
  };
  return html`<section class="sec" aria-labelledby="h-notes">
    <header>
      <h2 id="h-notes">${t('Notes')}</h2>
      <span class="end"
        >${
          draft === undefined
            ? iconButton({ label: t('Edit the note'), icon: 'edit', disabled: !editable, onClick: edit })
            : nothing
        }</span
      >
    </header>
    <div class="notes">
      ${draft === undefined ? shown(detail) : editor(model, draft)}
      ${detail.notes.map(
        ({ t: time, text }) =>
          html`<div class="script-note">
            <p class="pre">${text}</p>
            <p class="dim">${t('by the script, {0}', formatMoment(time, Date.now()))}</p>
          </div>`,
      )}
    </div>
  </section>`;
}

function shown({ note, notes: own }: PageDetail): TemplateResult | typeof nothing {
  if (note !== '') return html`<p class="pre">${note}</p>`;
  return own.length > 0
    ? nothing
    : html`<p class="dim">${t('None yet: why this run, what came out of it?')}</p>`;
}

function editor(model: RunModel, text: string): TemplateResult {
  const close = () => {
    draft = undefined;
    model.redraw();
  };
  const save = async () => {
    const saved = await model.act((call) => call('note', { ...model.run, text: draft ?? '' }));
    if (!saved) return;
    close();
    await model.refresh();
  };
  return html`${textArea({
      label: t('Note'),
      value: text,
      rows: 4,
      autofocus: true,
      onInput: (value) => {
        draft = value;
      },
      onKey: (event) => {
        if (event.key === 'Escape') close();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
      },
    })}
    <div class="row">
      ${button({ label: t('Save'), primary: true, onClick: save })}
      ${button({ label: t('Cancel'), onClick: close })}
    </div>`;
}
