/** The tabs below the table, in their order, and which of them is open. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { t } from '../../../src/base/l10n.ts';
import { bodyScroll } from './bodyScroll.ts';
import type { CompareModel } from './compareModel.ts';
import { curvesTab } from './curves/curvesTab.ts';
import { differencesTab } from './differences/differencesTab.ts';
import { importanceTab } from './importance/importanceTab.ts';
import { parallelTab } from './parallel/parallelTab.ts';
import { mediaTab } from './media/mediaTab.ts';
import { paretoTab } from './pareto/paretoTab.ts';
import { scatterTab } from './scatter/scatterTab.ts';
import type { Tab } from './tab.ts';

/** Adding one: a folder here and a line in this list. */
const tabs: readonly Tab[] = [
  curvesTab,
  scatterTab,
  parallelTab,
  importanceTab,
  paretoTab,
  differencesTab,
  mediaTab,
];

export function tabBar(model: CompareModel): TemplateResult {
  const open = openTab(model);
  return html`<div class="tabbar">
    <div role="tablist" aria-label=${t('What is drawn')} @wheel=${scrollSideways}>
      ${tabs.map(
        (tab) =>
          html`<button
            role="tab"
            id="tab-${tab.id}"
            aria-controls="tab-body"
            ${ref(tab === open ? inView : undefined)}
            aria-selected=${String(tab === open)}
            tabindex=${tab === open ? 0 : -1}
            @click=${() => openAnew(model, tab)}
            @keydown=${(event: KeyboardEvent) => move(event, model, tab)}
          >
            ${tab.label()}
          </button>`,
      )}
    </div>
    <div class="end">${open?.tools?.(model) ?? nothing}</div>
  </div>`;
}

export function tabBody(model: CompareModel): TemplateResult | typeof nothing {
  const open = openTab(model);
  if (open === undefined) return nothing;
  return html`<div
    id="tab-body"
    class="tab-body"
    role="tabpanel"
    aria-labelledby="tab-${open.id}"
    tabindex="-1"
    @scroll=${bodyScroll(model).scrolled}
    ${ref((body) => {
      if (body instanceof HTMLElement) queueMicrotask(() => bodyScroll(model).restore(body));
    })}
  >
    ${open.body(model)}
  </div>`;
}

function openTab({ state }: CompareModel): Tab | undefined {
  return tabs.find(({ id }) => id === state.tab) ?? tabs[0];
}

/** The same function each time: called when another tab is open. */
function inView(tab: Element | undefined): void {
  queueMicrotask(() => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
}

/** A wheel goes down; tabs lie side by side. */
function scrollSideways(event: WheelEvent): void {
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.scrollLeft += event.deltaY;
}

/** Another tab begins at its top. */
function openAnew(model: CompareModel, { id }: Tab): void {
  if (model.state.tab === id) return;
  document.getElementById('tab-body')?.scrollTo(0, 0);
  model.set({ tab: id, bodyScroll: 0 });
}

/** Arrows go from tab to tab, as in every tab bar. */
function move(event: KeyboardEvent, model: CompareModel, tab: Tab): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  if (next === undefined) return;
  openAnew(model, next);
  document.getElementById(`tab-${next.id}`)?.focus();
}
