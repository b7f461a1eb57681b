/** The names above the axes: dragged, or moved with the arrows, they change the order; Delete removes one. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { t } from '../../../../src/base/l10n.ts';
import { columnId } from '../../../../src/protocol/compare/compareShape.ts';
import type { ParallelAxis } from '../../../../src/protocol/compare/plotsState.ts';
import { columnTitle } from '../plots/columnWords.ts';
import { isBrushed } from './brushFilter.ts';
import { movedAxis } from './movedAxis.ts';

export function axisHeads(
  axes: readonly ParallelAxis[],
  onChange: (axes: readonly ParallelAxis[]) => void,
): TemplateResult {
  return html`<div class="axis-heads" role="toolbar" aria-label=${t('Axes')}>
    ${repeat(
      axes,
      ({ column }) => columnId(column),
      (_, at) => head({ axes, at, onChange }),
    )}
  </div>`;
}

interface Head {
  readonly axes: readonly ParallelAxis[];
  readonly at: number;
  readonly onChange: (axes: readonly ParallelAxis[]) => void;
}

function head({ axes, at, onChange }: Head): TemplateResult {
  const axis = axes[at];
  if (axis === undefined) return html``;
  const title = columnTitle(axis.column);
  return html`<button
    class="axis-head cut ${isBrushed(axis.brush) ? 'strong' : ''}"
    title=${t('{0}: drag, or ← and →, to move it; Delete removes it', title)}
    aria-label=${t('{0}, axis {1} of {2}', title, at + 1, axes.length)}
    aria-keyshortcuts="ArrowLeft ArrowRight Delete"
    @keydown=${(event: KeyboardEvent) => key(event, { axes, at, onChange })}
    @pointerdown=${(event: PointerEvent) => drag(event, { axes, at, onChange })}
  >
    ${title}
  </button>`;
}

function key(event: KeyboardEvent, { axes, at, onChange }: Head): void {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined && event.key !== 'Delete') return;
  event.preventDefault();
  const { currentTarget } = event;
  if (by === undefined) {
    if (axes.length > 2) onChange(axes.filter((_, place) => place !== at));
    return;
  }
  onChange(movedAxis(axes, at, at + by));
  // Moving an element takes the focus from it.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => currentTarget instanceof HTMLElement && currentTarget.focus()),
  );
}

function drag(event: PointerEvent, { axes, at, onChange }: Head): void {
  const element = event.currentTarget;
  if (!(element instanceof HTMLElement) || event.button !== 0) return;
  element.setPointerCapture(event.pointerId);
  const from = event.clientX;
  const ended = new AbortController();
  const { signal } = ended;
  element.addEventListener(
    'pointermove',
    ({ clientX }) => {
      element.style.translate = `${String(clientX - from)}px`;
    },
    { signal },
  );
  const end = () => {
    ended.abort();
    element.style.translate = '';
  };
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener(
    'pointerup',
    ({ clientX }) => {
      end();
      const by = Math.round((clientX - from) / element.offsetWidth);
      if (by !== 0) onChange(movedAxis(axes, at, at + by));
    },
    { signal },
  );
}
