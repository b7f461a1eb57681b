/** A place on the axis in words. */
import { formatCount, formatMoment, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CurveAxis } from '../../../../src/protocol/compare/compareShape.ts';
import { relativeLabel } from '../../../charts/timeTicks.ts';

export function xText(axis: CurveAxis, x: number): string {
  switch (axis.kind) {
    case 'step':
      return t('step {0}', Number.isInteger(x) ? formatCount(x) : formatNumber(x));
    case 'relative':
      return t('{0} after the start', relativeLabel(x));
    case 'wall': {
      const seconds = String(new Date(x).getSeconds()).padStart(2, '0');
      return `${formatMoment(x, Date.now())}:${seconds}`;
    }
    case 'metric':
      return `${axis.key} ${formatNumber(x)}`;
  }
}

/** The head of a column of the axis' values. */
export function axisName(axis: CurveAxis): string {
  switch (axis.kind) {
    case 'step':
      return t('Step');
    case 'relative':
      return t('Relative time');
    case 'wall':
      return t('Wall time');
    case 'metric':
      return axis.key;
  }
}
