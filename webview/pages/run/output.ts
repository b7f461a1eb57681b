/** The last lines of output with numbers and times: follow, wrap, and a find that stays inside them. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted } from '../../../src/base/counted.ts';
import { formatCount, formatSize } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { OutputLine } from '../../../src/protocol/runPage.ts';
import { button, iconButton, textField } from '../../controls.ts';
import { hitsIn, split } from './find.ts';
import type { Hit } from './find.ts';
import type { RunModel } from './runModel.ts';

export function output(model: RunModel): TemplateResult {
  const { tail, state } = model;
  const lines = tail?.lines ?? [];
  const hits = search.open ? hitsIn(lines, search.text) : [];
  search.at = Math.min(search.at, Math.max(0, hits.length - 1));
  search.model = model;
  return html`<section class="sec grow" aria-labelledby="h-output">
    <header>
      <h2 id="h-output">${t('Output')}</h2>
      ${
        tail
          ? html`<span class="dim"
              >${[counted(tail.total, t('1 line'), (n) => t('{0} lines', n)), formatSize(tail.size)].join(', ')}${
                lines.length < tail.total ? `, ${t('showing the last {0}', formatCount(lines.length))}` : ''
              }</span
            >`
          : nothing
      }
      <span class="end row tight">${search.open ? finder(model, hits) : nothing} ${tools(model)}</span>
    </header>
    ${
      tail && lines.length === 0
        ? html`<div class="empty">
            <p class="dim">${model.isLive ? t('Nothing printed yet') : t('Nothing was printed')}</p>
          </div>`
        : html`<div class="frame">
            <div
              class="out ${state.wrap ? 'wrapped' : ''}"
              role="log"
              aria-live="off"
              tabindex="0"
              aria-label=${t('Last lines of output')}
              @scroll=${onScroll}
              @keydown=${onKey}
              ${ref(follow)}
            >
              ${repeat(
                lines,
                (line) => line.n,
                (line) => row(line, hits),
              )}
            </div>
          </div>`
    }
  </section>`;
}

const search = { open: false, text: '', at: 0, model: undefined as RunModel | undefined };

function tools(model: RunModel): TemplateResult {
  const { follow: following, wrap } = model.state;
  return html`${iconButton({ label: t('Find in output'), icon: 'search', pressed: search.open, onClick: toggleFind })}
  ${iconButton({ label: t('Wrap lines'), icon: 'wordWrap', pressed: wrap, onClick: () => model.set({ wrap: !wrap }) })}
  ${iconButton({
    label: t('Follow new lines'),
    icon: 'arrowDown',
    pressed: following,
    onClick: () => model.set({ follow: !following }),
  })}
  ${iconButton({
    label: t('Open whole output'),
    icon: 'goToFile',
    onClick: () => openWhole(model),
  })}`;
}

function openWhole(model: RunModel): Promise<boolean> {
  return model.act((call) => call('openOutput', model.run));
}

function finder(model: RunModel, hits: readonly Hit[]): TemplateResult {
  const found =
    search.text === '' ? '' : hits.length === 0 ? t('none') : t('{0} of {1}', search.at + 1, hits.length);
  const { lines = [], total = 0 } = model.tail ?? {};
  // Find sees what the page holds; who misses something must know where the rest is.
  const isPart = lines.length < total;
  const where = isPart ? t('in the last {0} lines', formatCount(lines.length)) : '';
  return html`${isPart ? button({ label: t('Open whole output'), onClick: () => openWhole(model) }) : nothing}
    <span class="dim small keep" role="status">${`${found} ${where}`.trim()}</span>${textField({
      label: t('Find in output'),
      placeholder: t('Find'),
      value: search.text,
      autofocus: true,
      onInput: (text) => {
        search.text = text;
        search.at = Math.max(0, hitsIn(model.tail?.lines ?? [], text).length - 1);
        goTo(model);
      },
      onKey: (event) => {
        if (event.key === 'Escape') toggleFind();
        if (event.key !== 'Enter' || hits.length === 0) return;
        search.at = (search.at + (event.shiftKey ? -1 : 1) + hits.length) % hits.length;
        goTo(model);
      },
    })}`;
}

function goTo(model: RunModel): void {
  model.set({ follow: false });
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector('.out mark.at')?.scrollIntoView({ block: 'center' })),
  );
}

function toggleFind(): void {
  search.open = !search.open;
  search.text = '';
  search.model?.redraw();
  if (!search.open) document.querySelector<HTMLElement>('.out')?.focus();
}

function onKey(event: KeyboardEvent): void {
  if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (!search.open) toggleFind();
}

/** Scrolling up stops following, scrolling to the end starts it again. */
function onScroll(event: Event): void {
  const { currentTarget, isTrusted } = event;
  const { model } = search;
  if (!(currentTarget instanceof HTMLElement) || !model || !isTrusted) return;
  const atEnd = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 20;
  if (!atEnd && model.state.follow && currentTarget.scrollTop < lastTop) model.set({ follow: false });
  else if (atEnd && !model.state.follow && !search.open) model.set({ follow: true });
  lastTop = currentTarget.scrollTop;
}

let lastTop = 0;
let box: Element | undefined;

/** Called by lit when the box appears; afterwards `keepAtEnd` runs on every change of its content. */
function follow(element: Element | undefined): void {
  watcher.disconnect();
  box = element;
  if (!element) return;
  watcher.observe(element, { childList: true });
  sizes.disconnect();
  sizes.observe(element);
  keepAtEnd();
}

const watcher = new MutationObserver(keepAtEnd);
const sizes = new ResizeObserver(keepAtEnd);

function keepAtEnd(): void {
  if (!box || search.model?.state.follow !== true) return;
  box.scrollTop = box.scrollHeight;
  lastTop = box.scrollTop;
}

function row(line: OutputLine, hits: readonly Hit[]): TemplateResult {
  const own = hits.filter((hit) => hit.n === line.n);
  return html`<div class="line" title=${line.text.length > 80 ? line.text : nothing}>
    <span class="n">${line.n}</span><span class="t">${line.t === null ? '' : clockTime(line.t)}</span
    ><span class="text">${own.length === 0 ? line.text : marked(line.text, own, hits)}</span>
  </div>`;
}

function marked(text: string, own: readonly Hit[], hits: readonly Hit[]): TemplateResult[] {
  return split(text, own).map((piece) =>
    piece.hit
      ? html`<mark class=${hits[search.at] === piece.hit ? 'at' : ''}>${piece.text}</mark>`
      : html`${piece.text}`,
  );
}

/** Local time of day. */
export function clockTime(ms: number): string {
  if (!Number.isFinite(ms)) return '';
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
