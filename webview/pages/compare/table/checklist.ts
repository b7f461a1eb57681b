/** A list to choose from that stays usable with ten thousand entries: a search line and the first that match. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';

export interface ChecklistEntry {
  readonly label: string;
  readonly aside?: string;
  readonly checked: boolean;
  readonly toggle: () => void;
}

export interface ChecklistGroup {
  /** Empty: none is shown. */
  readonly title: string;
  readonly entries: readonly ChecklistEntry[];
}

export function checklist(options: {
  readonly label: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly groups: readonly ChecklistGroup[];
  /** One of them is chosen, by Enter too: in the search line the first that is shown. */
  readonly isSingle?: boolean;
}): TemplateResult {
  const { isSingle = false } = options;
  const query = options.query.trim().toLowerCase();
  const groups = options.groups
    .map(({ title, entries }) => ({
      title,
      entries: entries.filter(({ label }) => label.toLowerCase().includes(query)),
    }))
    .filter(({ entries }) => entries.length > 0);
  const matching = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  let left = mostShown;
  const shown = groups.map(({ title, entries }) => {
    const some = entries.slice(0, left);
    left -= some.length;
    return { title, entries: some };
  });
  const onKey = (event: KeyboardEvent) => {
    if (isSingle && event.key === 'Enter') chooseBy(event, shown.flatMap(({ entries }) => entries)[0]);
    else listKey(event);
  };
  return html`<div class="checklist" @keydown=${onKey}>
    <div class="field">
      <input
        data-first
        aria-label=${t('Search')}
        placeholder=${t('Search')}
        spellcheck="false"
        .value=${options.query}
        @input=${({ target }: Event) => {
          if (target instanceof HTMLInputElement) options.onQuery(target.value);
        }}
      />
    </div>
    <div class="entries" role="group" aria-label=${options.label}>
      ${shown.map(({ title, entries }) =>
        entries.length === 0
          ? nothing
          : html`${title === '' ? nothing : html`<h3>${title}</h3>`}
            ${entries.map((entry) => entryLine(entry, isSingle))}`,
      )}
      ${matching === 0 ? html`<p class="dim">${t('Nothing matches.')}</p>` : nothing}
      ${
        matching > mostShown
          ? html`<p class="dim small">
              ${t('{0} of {1}: search to see others', formatCount(mostShown), formatCount(matching))}
            </p>`
          : nothing
      }
    </div>
  </div>`;
}

function entryLine({ label, aside, checked, toggle }: ChecklistEntry, isSingle: boolean): TemplateResult {
  return html`<label class="check line" title=${label}
    ><input type=${isSingle ? 'radio' : 'checkbox'} .checked=${checked} @change=${toggle} /><span class="cut"
      >${label}</span
    >${aside === undefined ? nothing : html`<span class="dim small keep">${aside}</span>`}</label
  >`;
}

function chooseBy(event: KeyboardEvent, first: ChecklistEntry | undefined): void {
  const { target } = event;
  if (!(target instanceof HTMLInputElement)) return;
  event.preventDefault();
  if (target.type !== 'radio') first?.toggle();
  else if (!target.checked) target.click();
}

/** Arrows go from line to line, as in a list. */
function listKey(event: KeyboardEvent): void {
  const list = event.currentTarget;
  if (!(list instanceof HTMLElement) || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
  const stops = [...list.querySelectorAll<HTMLElement>('input')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

const mostShown = 200;
