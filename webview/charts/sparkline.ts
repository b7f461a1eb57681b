/** A metric's course in a table cell: a few SVG paths, so that hundreds of them stay cheap. */
import { nothing, svg, html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { Curve } from './curve.ts';

export const sparkWidth = 120;
export const sparkHeight = 16;

/** `rival` is drawn behind, in dim; both share one scale. */
export function sparkline(label: string, own: Curve | undefined, rival?: Curve): TemplateResult {
  const scale = scaleOf([own, rival].filter((curve) => curve !== undefined));
  if (!own || !scale) return html`<span class="sr">${label}</span>`;
  const last = lastPoint(own);
  return html`<svg class="spark-box" width=${sparkWidth} height=${sparkHeight} role="img" aria-label=${label}>
    ${rival ? svg`<path class="spark ref" d=${pathOf(rival, scale)}></path>` : nothing}
    ${svg`<path class="spark" d=${pathOf(own, scale)}></path>`}
    ${last ? svg`<circle class="spark-end" cx=${round(scale.x(last.step))} cy=${round(scale.y(last.value))} r="2"></circle>` : nothing}
  </svg>`;
}

export interface Scale {
  x(step: number): number;
  y(value: number): number;
}

/** Undefined when there is no finite point. */
export function scaleOf(curves: readonly Curve[]): Scale | undefined {
  const x = { min: Infinity, max: -Infinity };
  const y = { min: Infinity, max: -Infinity };
  for (const curve of curves)
    for (const [index, step] of curve.steps.entries()) {
      const value = curve.values[index] ?? NaN;
      if (!Number.isFinite(value)) continue;
      x.min = Math.min(x.min, step);
      x.max = Math.max(x.max, step);
      y.min = Math.min(y.min, value);
      y.max = Math.max(y.max, value);
    }
  if (x.min > x.max) return undefined;
  const spread = (range: { min: number; max: number }) => (range.max > range.min ? range.max - range.min : 0);
  const [width, height] = [spread(x), spread(y)];
  return {
    x: (step) => 3 + (width === 0 ? 0.5 : (step - x.min) / width) * (sparkWidth - 6),
    y: (value) => 2 + (height === 0 ? 0.5 : 1 - (value - y.min) / height) * (sparkHeight - 4),
  };
}

/** NaN and infinities break the line; a lone point between two gaps is drawn as a dash. */
export function pathOf(curve: Curve, scale: Scale): string {
  let path = '';
  let open = false;
  for (const [index, step] of curve.steps.entries()) {
    const value = curve.values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      open = false;
      continue;
    }
    const at = `${round(scale.x(step))} ${round(scale.y(value))}`;
    const alone = !open && !Number.isFinite(curve.values[index + 1] ?? NaN);
    path += `${open ? 'L' : 'M'}${at}${alone ? 'h0.5' : ''}`;
    open = true;
  }
  return path;
}

function lastPoint(curve: Curve): { step: number; value: number } | undefined {
  for (let index = curve.steps.length - 1; index >= 0; index--) {
    const [step, value] = [curve.steps[index], curve.values[index]];
    if (step !== undefined && value !== undefined && Number.isFinite(value)) return { step, value };
  }
  return undefined;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
