/** How the values of one column are written: params verbatim, numbers with points in line, times as people say them. */
import {
  formatAge,
  formatClock,
  formatCount,
  formatFixed,
  formatMoment,
  formatNumber,
  formatSize,
  missing,
} from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { LoadedColumn } from '../loadedColumn.ts';

export type CellValue = number | string | undefined;

export interface ColumnView {
  readonly numeric: boolean;
  readonly mono: boolean;
  text(value: CellValue, now: number): string;
  /** Digits that a mean of its values has after the point. */
  readonly decimals: number;
  /** What a tooltip says beyond the text. */
  hint(value: CellValue, now: number): string | undefined;
}

/** `loaded` is absent while values are on their way; `ordinals` are those that are looked at for digits. */
export function columnView(
  ref: ColumnRef,
  loaded: LoadedColumn | undefined,
  ordinals: Uint32Array,
): ColumnView {
  const plain = { numeric: false, mono: false, decimals: 4, hint: () => undefined };
  switch (ref.group) {
    case 'metrics': {
      const isWhole = ref.value === 'count' || ref.value === 'step';
      const decimals = isWhole ? 0 : decimalsOf(loaded, ordinals);
      return { ...plain, numeric: true, decimals, text: fixed(decimals), hint: exact };
    }
    case 'params':
    case 'tags':
      return { ...plain, numeric: isMostlyNumbers(loaded?.texts ?? []), text: verbatim };
    case 'data':
      return { ...plain, text: shortHash };
    case 'code':
      return ref.key === 'commit' || ref.key === 'script'
        ? { ...plain, mono: true, text: shortHash }
        : { ...plain, text: verbatim };
    case 'environment':
      return { ...plain, text: verbatim };
    case 'record':
      return recordView(ref.key, loaded, ordinals, plain);
  }
}

type Plain = Omit<ColumnView, 'text'>;

function recordView(
  key: Extract<ColumnRef, { group: 'record' }>['key'],
  loaded: LoadedColumn | undefined,
  ordinals: Uint32Array,
  plain: Plain,
): ColumnView {
  const number = { ...plain, numeric: true };
  switch (key) {
    case 'started':
      return {
        ...number,
        text: (value, now) => (typeof value === 'number' ? formatAge(value, now) : missing),
        hint: (value, now) => (typeof value === 'number' ? formatMoment(value, now) : undefined),
      };
    case 'duration':
      return { ...number, text: (value) => (typeof value === 'number' ? formatClock(value) : missing) };
    case 'artifactBytes':
    case 'modelBytes':
      return { ...number, text: (value) => (typeof value === 'number' ? formatSize(value) : missing) };
    case 'parameters':
      return {
        ...number,
        decimals: 0,
        text: (value) => (typeof value === 'number' ? formatCount(value) : missing),
      };
    case 'latencyMs': {
      const decimals = decimalsOf(loaded, ordinals);
      const text = fixed(decimals);
      return {
        ...number,
        decimals,
        text: (value) => (value === undefined ? missing : `${text(value)}\u00a0ms`),
      };
    }
    case 'exitCode':
    case 'problems':
      return { ...number, decimals: 0, text: fixed(0) };
    case 'objective': {
      const decimals = decimalsOf(loaded, ordinals);
      return { ...number, decimals, text: fixed(decimals), hint: exact };
    }
    case 'meets':
      return { ...plain, text: (value) => goalWords().get(value) ?? verbatim(value) };
    case 'fairness':
      return { ...plain, text: (value) => fairnessWords().get(value) ?? verbatim(value) };
    case 'star':
    case 'best':
      return { ...plain, text: (value) => (value === 1 ? t('yes') : missing) };
    case 'id':
    case 'command':
      return { ...plain, mono: true, text: verbatim };
    default:
      return { ...plain, text: verbatim };
  }
}

function goalWords(): ReadonlyMap<CellValue, string> {
  return new Map<CellValue, string>([
    ['met', t('met')],
    ['missed', t('missed')],
    ['notJudged', t('not judged')],
  ]);
}

function fairnessWords(): ReadonlyMap<CellValue, string> {
  return new Map<CellValue, string>([
    ['within', t('within limits')],
    ['exceeds', t('exceeds limits')],
    ['notEnough', t('not enough data')],
    ['stale', t('judged by other limits')],
  ]);
}

function verbatim(value: CellValue): string {
  // Line ends would make a cell of several lines; a param that is only white space is shown as it is.
  return value === undefined ? missing : String(value).replace(/[\r\n]+/g, ' ');
}

function fixed(decimals: number): (value: CellValue) => string {
  return (value) => {
    if (typeof value !== 'number') return verbatim(value);
    // A value that is more exact than those that were looked at keeps its digits.
    return decimals < fractionOf(value) ? formatNumber(value) : formatFixed(value, decimals);
  };
}

/** Digits after the point, at most four. */
function fractionOf(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return 0;
  const [, fraction = ''] = /\.(\d+)$/.exec(formatNumber(value)) ?? [];
  return Math.min(4, fraction.length);
}

function exact(value: CellValue): string | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

function shortHash(value: CellValue): string {
  const text = verbatim(value);
  return /^(?:\w+:)?[0-9a-f]{12,}$/i.test(text) ? text.replace(/^\w+:/, '').slice(0, 7) : text;
}

/** Digits after the point that the most exact of the values needs, at most four. */
export function decimalsOf(loaded: LoadedColumn | undefined, ordinals: Uint32Array): number {
  let decimals = 0;
  if (loaded === undefined) return decimals;
  for (let place = 0; place < ordinals.length && place < mostSampled && decimals < 4; place += 1) {
    const value = loaded.at(ordinals[place] ?? -1);
    if (typeof value === 'number') decimals = Math.max(decimals, fractionOf(value));
  }
  return decimals;
}

/** Words among numbers (`auto`) leave the column to the right. */
function isMostlyNumbers(texts: readonly string[]): boolean {
  const some = texts.slice(0, mostSampled);
  const numbers = some.filter((text) => text.trim() !== '' && !Number.isNaN(Number(text)));
  return numbers.length > 0 && numbers.length * 2 >= some.length;
}

const mostSampled = 2000;
