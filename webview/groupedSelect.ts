/** A choice among many named things in groups: the browser's own list, which finds a name as one types it. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  /** Options of one group stand together. */
  readonly group?: string;
}

export interface SelectOptions {
  readonly label: string;
  readonly value: string;
  readonly options: readonly SelectOption[];
  readonly onChange: (value: string) => unknown;
}

export function groupedSelect({ label, value, options, onChange }: SelectOptions): TemplateResult {
  const groups = new Map<string, SelectOption[]>();
  for (const option of options) {
    const group = groups.get(option.group ?? '');
    if (group) group.push(option);
    else groups.set(option.group ?? '', [option]);
  }
  return html`<select
    class="select"
    aria-label=${label}
    title=${label}
    @change=${(event: Event) => {
      if (event.target instanceof HTMLSelectElement) onChange(event.target.value);
    }}
  >
    ${[...groups].map(([group, items]) =>
      group === ''
        ? items.map((item) => optionOf(item, value))
        : html`<optgroup label=${group}>${items.map((item) => optionOf(item, value))}</optgroup>`,
    )}
  </select>`;
}

function optionOf({ value, label }: SelectOption, chosen: string): TemplateResult {
  return html`<option value=${value} .selected=${value === chosen}>${label}</option>`;
}
