/** Cells of the sample: numbers as the data has them, a column's all with as many decimals. */
import { missing } from '../../../src/base/format.ts';
import type { Cell } from '../../../src/protocol/dataProfile.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';
import { emptyText } from './numbers.ts';

export interface CellText {
  readonly text: string;
  /** Nothing is there, or nothing that could be read. */
  readonly isDim: boolean;
}

/** How the cells of one column are written. */
export function cellTexts({ columns, rows }: RowsResult, at: number): (cell: Cell) => CellText {
  const isSingle = columns[at]?.type === 'FLOAT';
  const plain = (cell: number) => (isSingle ? shortestSingle(cell) : cell);
  const decimals = rows.slice(0, measured).reduce((most, row) => {
    const cell = row[at] ?? null;
    return typeof cell === 'number' ? Math.max(most, decimalsOf(plain(cell))) : most;
  }, 0);
  return (cell) => {
    if (cell === null) return { text: missing, isDim: true };
    if (cell === '') return { text: emptyText, isDim: true };
    if (typeof cell !== 'number') return { text: String(cell), isDim: false };
    const number = plain(cell);
    const isEven = decimals <= mostDecimals && Math.abs(number) < 1e15 && decimalsOf(number) <= decimals;
    return { text: isEven ? number.toFixed(decimals) : String(number), isDim: false };
  };
}

/** Right-aligned; INTERVAL and the like are texts. */
export function isNumeric(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\([\d,]+\))$/.test(type);
}

/** 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** More than `mostDecimals` where the number has no short form. */
function decimalsOf(value: number): number {
  const text = String(value);
  if (text.includes('e')) return mostDecimals + 1;
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

const measured = 100;
const mostDecimals = 6;
