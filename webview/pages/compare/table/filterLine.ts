/** The filter line: names and values complete while one types, and what cannot be read is pointed at while the rows stay. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';
import { counted } from '../../../../src/base/counted.ts';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { Completion } from '../../../../src/protocol/compare/comparePage.ts';
import { iconButton } from '../../../controls.ts';
import { icon } from '../../../icons/icon.ts';
import type { CompareModel } from '../compareModel.ts';
import { excerptAt } from './excerptAt.ts';

const lines = new WeakMap<CompareModel, FilterLine>();

export function filterLine(model: CompareModel): TemplateResult {
  const line = lines.get(model) ?? new FilterLine(model);
  lines.set(model, line);
  return line.template();
}

class FilterLine {
  readonly #model: CompareModel;
  /** What is typed and not yet applied. */
  #draft: string | undefined;
  #items: readonly Completion[] = [];
  #active = -1;
  #input: HTMLInputElement | undefined;
  #asked = 0;
  /** The list for what was typed last, also when more was typed before it came. */
  #completing: Promise<readonly Completion[]> = Promise.resolve([]);
  #typing = false;
  #applyTimer: ReturnType<typeof setTimeout> | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: CompareModel) {
    this.#model = model;
  }

  template(): TemplateResult {
    const { frame, filterProblem, state } = this.#model;
    const text = this.#draft ?? state.view.filter;
    const isOpen = this.#items.length > 0;
    const isWrong = filterProblem !== undefined && !this.#typing && !isOpen;
    return html`<div class="filter-line">
      <div class="field filter ${isWrong ? 'wrong' : ''}">
        ${icon('filter')}
        <input
          class="mono"
          role="combobox"
          aria-label=${t('Filter runs')}
          aria-autocomplete="list"
          aria-expanded=${String(isOpen)}
          aria-controls="filter-completions"
          aria-activedescendant=${this.#active >= 0 ? `completion-${String(this.#active)}` : nothing}
          aria-invalid=${String(isWrong)}
          aria-describedby=${isWrong ? 'filter-problem' : nothing}
          placeholder='metrics.val_auc > 0.9 and params.model = "gbm"'
          spellcheck="false"
          autocomplete="off"
          maxlength="20000"
          .value=${live(text)}
          @input=${() => this.#typed()}
          @keydown=${(event: KeyboardEvent) => this.#key(event)}
          @blur=${() => this.#left()}
          ${ref(this.#take)}
        />
        <span class="dim small keep" role="status">${this.#count(frame)}</span>
        ${
          text === ''
            ? nothing
            : iconButton({ label: t('Clear the filter'), icon: 'close', onClick: () => this.#apply('') })
        }
      </div>
      <div
        id="filter-completions"
        class="completions"
        role="listbox"
        aria-label=${t('Completions')}
        ?hidden=${!isOpen}
      >
        ${this.#items.map((item, at) => this.#option(item, at))}
      </div>
      ${isWrong ? this.#problem(filterProblem) : nothing}
    </div>`;
  }

  #count({ ordinals, total, groups }: CompareModel['frame']): string {
    const runs = t('{0} of {1} runs', formatCount(ordinals.length), formatCount(total));
    if (groups === null) return runs;
    return `${runs} · ${counted(new Set(groups).size, t('1 group'), (n) => t('{0} groups', n))}`;
  }

  #option({ label }: Completion, at: number): TemplateResult {
    return html`<div
      id="completion-${at}"
      class="completion mono cut"
      role="option"
      aria-selected=${String(at === this.#active)}
      @pointerdown=${(event: PointerEvent) => {
        event.preventDefault();
        this.#accept(this.#items[at]);
      }}
    >
      ${label}
    </div>`;
  }

  #problem({ message, column }: { readonly message: string; readonly column: number }): TemplateResult {
    const { before, at, after } = excerptAt(this.#model.state.view.filter, column);
    return html`<div class="problem" role="alert" id="filter-problem">
      <p>
        <button class="link mono" title=${t('Go to this place')} @click=${() => this.#goTo(column)}>
          <span class="pointed">${before}<mark class="at">${at}</mark>${after}</span>
        </button>
      </p>
      <p>${message} ${t('The table shows the last filter that worked.')}</p>
    </div>`;
  }

  readonly #take = (element: Element | undefined): void => {
    this.#input = element instanceof HTMLInputElement ? element : undefined;
  };

  #typed(): void {
    const input = this.#input;
    if (input === undefined) return;
    this.#draft = input.value;
    this.#typing = true;
    clearTimeout(this.#applyTimer);
    clearTimeout(this.#restTimer);
    this.#applyTimer = setTimeout(() => this.#apply(input.value), applyMs);
    this.#restTimer = setTimeout(() => this.#rest(), restMs);
    // What was chosen among was for another text.
    this.#active = -1;
    this.#completing = this.#complete();
  }

  /** A filter that is half typed is no mistake yet. */
  #rest(): void {
    this.#typing = false;
    this.#model.redraw();
  }

  #apply(text: string): void {
    clearTimeout(this.#applyTimer);
    this.#draft = undefined;
    if (text !== this.#model.state.view.filter) void this.#model.setView({ filter: text });
    else this.#model.redraw();
  }

  async #complete(): Promise<readonly Completion[]> {
    const input = this.#input;
    if (input === undefined) return [];
    this.#asked += 1;
    const asked = this.#asked;
    const [filter, cursor] = [input.value, input.selectionStart ?? input.value.length];
    let items: readonly Completion[];
    try {
      items = await this.#model.call('completeFilter', { filter, cursor });
    } catch {
      // Without completions the line is a line still.
      items = [];
    }
    if (asked !== this.#asked || document.activeElement !== input) return items;
    // What stands there already completes nothing.
    const isSame = items.length === 1 && filter.slice(items[0]?.start, items[0]?.end) === items[0]?.insert;
    this.#show(isSame ? [] : items);
    return items;
  }

  #show(items: readonly Completion[]): void {
    this.#items = items;
    this.#active = -1;
    this.#model.redraw();
  }

  /** What was typed after the place that is completed stays behind it. */
  #accept(item: Completion | undefined): void {
    const input = this.#input;
    if (item === undefined || input === undefined) return;
    const before = input.selectionStart ?? item.end;
    const goesOn = item.insert.endsWith('.');
    const rest = input.value.slice(item.end);
    const insert = goesOn || rest.startsWith(' ') ? item.insert : `${item.insert} `;
    input.value = input.value.slice(0, item.start) + insert + rest;
    const caret = Math.max(before, item.end) + insert.length - (item.end - item.start);
    input.setSelectionRange(caret, caret);
    this.#typed();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.#items.length;
    const move = (by: number) => {
      // One place more than there are items: none of them.
      this.#active = ((this.#active + 1 + by + count + 1) % (count + 1)) - 1;
      this.#model.redraw();
      requestAnimationFrame(() =>
        document.getElementById(`completion-${String(this.#active)}`)?.scrollIntoView({ block: 'nearest' }),
      );
    };
    switch (event.key) {
      case 'ArrowDown':
        if (count > 0) move(1);
        else this.#completing = this.#complete();
        break;
      case 'ArrowUp':
        if (count === 0) return;
        move(-1);
        break;
      case 'Tab':
        if (count === 0 || event.shiftKey) return;
        this.#completeSoon();
        break;
      case 'Enter':
        if (this.#active >= 0) this.#accept(this.#items[this.#active]);
        else this.#left();
        break;
      case 'Escape':
        if (count === 0) return;
        this.#asked += 1;
        this.#show([]);
        break;
      case ' ':
        if (!event.ctrlKey) return;
        this.#completing = this.#complete();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** The list for what is typed may still be on its way, and more is typed before it comes. */
  #completeSoon(): void {
    const [text, chosen] = [this.#input?.value ?? '', Math.max(0, this.#active)];
    void this.#completing.then((items) => {
      const item = items[chosen];
      if (this.#input?.value.startsWith(text.slice(0, item?.end)) === true) this.#accept(item);
    });
  }

  #left(): void {
    this.#typing = false;
    this.#asked += 1;
    this.#items = [];
    this.#active = -1;
    this.#apply(this.#input?.value ?? this.#model.state.view.filter);
  }

  #goTo(column: number): void {
    const input = this.#input;
    if (input === undefined) return;
    input.focus();
    input.setSelectionRange(column - 1, column);
  }
}

/** ms without typing before the rows follow, and before a mistake is called one. */
const applyMs = 200;
const restMs = 900;
