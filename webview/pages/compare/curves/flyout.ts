/** A button that opens a small panel over the page: light to dismiss, closed by Esc, never cut off by a scrolling box. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { icon } from '../../../icons/icon.ts';
import type { IconName } from '../../../icons/icon.ts';

export interface FlyoutOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly label: string;
  /** Beside or instead of the icon. */
  readonly text?: string;
  readonly icon?: IconName;
  /** Those that are open; `changed` draws the page. */
  readonly open: Set<string>;
  readonly changed: () => void;
  readonly content: () => TemplateResult;
}

export function flyout(options: FlyoutOptions): TemplateResult {
  const { id, label, text, open } = options;
  const isOpen = open.has(id);
  return html`<button
      class="flyout-button ${text === undefined ? 'ico' : ''}"
      popovertarget=${id}
      aria-label=${text === undefined ? label : nothing}
      title=${label}
      aria-haspopup="dialog"
      aria-expanded=${String(isOpen)}
    >
      ${text ?? nothing}${icon(options.icon ?? 'chevronDown')}
    </button>
    <div
      id=${id}
      class="flyout"
      popover
      role="dialog"
      aria-label=${label}
      @toggle=${(event: ToggleEvent) => {
        if (event.newState === 'open') open.add(id);
        else open.delete(id);
        options.changed();
        if (event.newState === 'open' && event.currentTarget instanceof HTMLElement)
          settle(event.currentTarget);
      }}
    >
      ${isOpen ? options.content() : nothing}
    </div>`;
}

/** Once its content is drawn: below its button, above where there is more room, and within the window. */
function settle(panel: HTMLElement): void {
  requestAnimationFrame(() => {
    const button = panel.previousElementSibling;
    if (button === null) return;
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const below = window.innerHeight - bottom - 8;
    const isBelow = below >= Math.min(panel.scrollHeight, 240) || below >= top;
    panel.style.maxHeight = `${String(Math.max(80, isBelow ? below : top - 8))}px`;
    panel.style.maxWidth = `${String(window.innerWidth - 16)}px`;
    const { width, height } = panel.getBoundingClientRect();
    const start = left + width <= window.innerWidth - 8 ? left : right - width;
    panel.style.left = `${String(Math.max(8, start))}px`;
    panel.style.top = `${String(isBelow ? bottom + 2 : Math.max(4, top - height - 2))}px`;
    panel.querySelector<HTMLElement>('input, button, select, vscode-dropdown')?.focus();
  });
}

/** One thing that can be done or switched in a panel. */
export function flyoutItem(options: {
  readonly label: string;
  readonly pressed?: boolean;
  readonly onClick: () => unknown;
}): TemplateResult {
  const { label, pressed } = options;
  return html`<button
    class="flyout-item"
    aria-pressed=${pressed === undefined ? nothing : String(pressed)}
    @click=${options.onClick}
  >
    <span class="tick">${pressed === true ? icon('check') : nothing}</span>${label}
  </button>`;
}
