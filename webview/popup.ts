/** Menus and small panels that open at a control, hold the keyboard while they are open, and give the focus back. */
import { html, nothing, render } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { icon } from './icons/icon.ts';
import type { IconName } from './icons/icon.ts';

export interface Popup {
  /** Draws what is in it again. */
  redraw(): void;
  close(): void;
}

let open: Popup | undefined;

/** What the page learnt while a popup is open is also told in it. */
export function redrawPopup(): void {
  open?.redraw();
}

/** Closes on Escape, on a click elsewhere and when the focus leaves. An open one closes first. */
export function openPopup(
  anchor: HTMLElement,
  options: {
    readonly className: string;
    /** What a screen reader calls it; absent: what is in it has a name of its own. */
    readonly label?: string;
    readonly content: (popup: Popup) => TemplateResult;
  },
): Popup {
  open?.close();
  const host = document.createElement('div');
  host.className = `popup ${options.className}`;
  if (options.label !== undefined) {
    host.setAttribute('role', 'dialog');
    host.setAttribute('aria-label', options.label);
  }
  // Within the page's landmark, where a screen reader looks for it.
  (document.querySelector('main') ?? document.body).append(host);
  const before = document.activeElement;
  const off = new AbortController();
  const { signal } = off;
  const popup: Popup = {
    redraw: () => {
      render(options.content(popup), host);
      place(host, anchor);
    },
    close: () => {
      if (signal.aborted) return;
      off.abort();
      const hadFocus = host.contains(document.activeElement);
      host.remove();
      if (open === popup) open = undefined;
      if (hadFocus && before instanceof HTMLElement) before.focus();
    },
  };
  open = popup;
  host.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    popup.close();
  });
  window.addEventListener(
    'pointerdown',
    (event) => {
      const { target } = event;
      if (target instanceof Node && !host.contains(target) && !anchor.contains(target)) popup.close();
    },
    { signal, capture: true },
  );
  window.addEventListener('resize', () => popup.close(), { signal });
  window.addEventListener('blur', () => popup.close(), { signal });
  host.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !host.contains(relatedTarget)) popup.close();
  });
  popup.redraw();
  firstIn(host)?.focus();
  return popup;
}

export type MenuItem =
  | 'line'
  | { readonly title: string }
  | {
      readonly label: string;
      readonly icon?: IconName;
      /** Present: one of several, or on and off. */
      readonly checked?: boolean;
      /** Why it cannot be chosen. */
      readonly disabled?: string | undefined;
      readonly choose: () => unknown;
    };

/** Arrows, Home, End and first letters go through the items; Enter and Space choose. */
export function openMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): Popup {
  return openPopup(anchor, {
    className: 'menu',
    content: (popup) =>
      html`<div role="menu" aria-label=${label} @keydown=${menuKey}>
        ${items.map((item) => menuItem(item, popup))}
      </div>`,
  });
}

function menuItem(item: MenuItem, popup: Popup): TemplateResult {
  if (item === 'line') return html`<div class="menu-line" role="separator"></div>`;
  if ('title' in item) return html`<div class="menu-title" role="presentation">${item.title}</div>`;
  const { checked, disabled } = item;
  const choose = () => {
    if (disabled !== undefined) return;
    popup.close();
    item.choose();
  };
  return html`<div
    class="menu-item"
    role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
    aria-checked=${checked === undefined ? nothing : String(checked)}
    aria-disabled=${disabled === undefined ? nothing : 'true'}
    tabindex="-1"
    @click=${choose}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose();
    }}
    @pointermove=${({ currentTarget }: PointerEvent) => {
      if (currentTarget instanceof HTMLElement) currentTarget.focus();
    }}
  >
    <span class="menu-icon"
      >${checked === true ? icon('check') : item.icon === undefined ? nothing : icon(item.icon)}</span
    ><span class="cut">${item.label}</span>${
      disabled === undefined ? nothing : html`<span class="dim small">${disabled}</span>`
    }
  </div>`;
}

function menuKey(event: KeyboardEvent): void {
  const list = event.currentTarget;
  if (!(list instanceof HTMLElement)) return;
  const items = [...list.querySelectorAll<HTMLElement>('.menu-item')];
  const at = items.findIndex((item) => item === document.activeElement);
  const letter = event.key.length === 1 && event.key !== ' ' ? event.key.toLowerCase() : undefined;
  const to =
    event.key === 'ArrowDown'
      ? (at + 1) % items.length
      : event.key === 'ArrowUp'
        ? (at - 1 + items.length) % items.length
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? items.length - 1
            : letter === undefined
              ? -1
              : nextWith(items, at, letter);
  if (event.key === 'Tab') event.preventDefault();
  if (to < 0) return;
  event.preventDefault();
  items[to]?.focus();
}

function nextWith(items: readonly HTMLElement[], at: number, letter: string): number {
  const turned = [...items.keys()].map((_, step) => (at + 1 + step) % items.length);
  return turned.find((one) => items[one]?.textContent.trim().toLowerCase().startsWith(letter)) ?? -1;
}

function firstIn(host: HTMLElement): HTMLElement | null {
  return host.querySelector<HTMLElement>(
    '[data-first], [role="menuitemcheckbox"][aria-checked="true"], .menu-item, input, button',
  );
}

/** Below its anchor, or above it where there is more room; always within the window. */
function place(host: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const room = { below: window.innerHeight - at.bottom - 8, above: at.top - 8 };
  const { offsetHeight, offsetWidth } = host;
  const isBelow = offsetHeight <= room.below || room.below >= room.above;
  host.style.maxHeight = `${String(Math.max(66, isBelow ? room.below : room.above))}px`;
  host.style.left = `${String(Math.max(4, Math.min(at.left, window.innerWidth - offsetWidth - 4)))}px`;
  if (isBelow) {
    host.style.top = `${String(at.bottom + 1)}px`;
    host.style.bottom = '';
  } else {
    host.style.top = '';
    host.style.bottom = `${String(window.innerHeight - at.top + 1)}px`;
  }
}
