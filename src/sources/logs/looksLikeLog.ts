/**
 * Tells a training log from a data set, by its name and its first lines. A log has a step or an epoch that mostly
 * counts up and seldom stays, numbers beside it, and names that speak of training; a table of data may have a column
 * `step` too, but not all of that.
 */
import { parseLenientJson } from '../../base/lenientJson.ts';
import { flatten } from '../flatten.ts';
import { isMetricLike, numberIn, rolesOf } from '../logColumns.ts';
import { cellsOf, separatorOf } from '../separatedCells.ts';

/** Whether it may be one, so that it is worth a look inside. */
export function isLogName(name: string): boolean {
  const match = /^(.+)\.(csv|tsv|jsonl|ndjson|json|log)$/i.exec(name);
  const words = (match?.[1] ?? '').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return words.split(/[^a-z]+/).some((word) => logWords.has(word));
}

/** `isWhole`: the sample is all there is; else its last line is cut. */
export function looksLikeLog(sample: string, isWhole: boolean): boolean {
  if (sample.includes('\0')) return false;
  const lines = sample.replace(/^\ufeff/, '').split(/\r?\n/);
  if (!isWhole) lines.pop();
  const used = lines.filter((line) => line.trim() !== '').slice(0, mostLines);
  const [first] = used;
  if (first === undefined) return false;
  const rows = first.startsWith('{') ? objectsOf(used) : tableOf(used);
  return rows !== undefined && isTraining(rows);
}

interface Rows {
  readonly names: readonly string[];
  /** In the order of the names; undefined where there is nothing, NaN-like words included as numbers, others as text. */
  readonly rows: readonly (readonly unknown[])[];
}

function tableOf([header = '', ...lines]: readonly string[]): Rows | undefined {
  const separator = separatorOf(header);
  const names = cellsOf(header, separator).map((name) => name.trim());
  if (names.length < 2 || new Set(names).size < names.length) return undefined;
  const rows = lines.map((line) => cellsOf(line, separator)).filter((cells) => cells.length === names.length);
  // A text that happens to begin with two words and a comma.
  return rows.length < lines.length / 2 ? undefined : { names, rows };
}

function objectsOf(lines: readonly string[]): Rows | undefined {
  const objects = lines.flatMap((line) => {
    const value = parseLenientJson(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? [flatten(value)] : [];
  });
  if (objects.length < lines.length / 2) return undefined;
  const names = [...new Set(objects.flatMap((flat) => [...flat.keys()]))];
  const counting = objects.filter((flat) => rolesOf([...flat.keys()]).step >= 0);
  // The first lines may tell of the machine.
  if (counting.length === 0 || counting.length < objects.length / 2) return undefined;
  return { names, rows: counting.map((flat) => names.map((name) => flat.get(name))) };
}

function isTraining({ names, rows }: Rows): boolean {
  const { step, counters } = rolesOf(names);
  if (step < 0) return false;
  const others = names.flatMap((_name, index) => (counters.includes(index) ? [] : [index]));
  const isEpoch = counters.some((index) => /^epochs?$/i.test(names[index] ?? ''));
  const speaks = (index: number): boolean => isMetricLike(names[index] ?? '');
  if (rows.length === 0) return others.some(speaks);
  const numbers = others.filter((index) => isNumeric(rows, index));
  const words = others.filter((index) => !numbers.includes(index) && !isEmpty(rows, index));
  if (numbers.length === 0 || words.length > numbers.length) return false;
  if (!isEpoch && !numbers.some(speaks)) return false;
  return counters.every((index) => isCounter(rows, index)) && countsOn(rows, counters);
}

/** At least one number, and no words. */
function isNumeric(rows: Rows['rows'], index: number): boolean {
  const cells = rows.map((row) => row[index]).filter((cell) => !isBlank(cell));
  return cells.length > 0 && cells.every((cell) => numberIn(cell) !== undefined);
}

function isEmpty(rows: Rows['rows'], index: number): boolean {
  return rows.every((row) => isBlank(row[index]));
}

function isCounter(rows: Rows['rows'], index: number): boolean {
  const cells = rows.map((row) => row[index]).filter((cell) => !isBlank(cell));
  return cells.every((cell) => {
    const value = numberIn(cell);
    // Seconds since 1970 are called epoch as well.
    return value !== undefined && value >= 0 && value < mostSteps;
  });
}

/** Whether the counters together seldom go back, except to begin again, and do not stay for long. */
function countsOn(rows: Rows['rows'], counters: readonly number[]): boolean {
  let back = 0;
  let still = 0;
  let longestStill = 0;
  for (let at = 1; at < rows.length; at += 1) {
    const changes = counters.map((index) => change(rows[at - 1]?.[index], rows[at]?.[index]));
    if (changes.every((by) => by === 0)) still += 1;
    else still = 0;
    longestStill = Math.max(longestStill, still);
    if (changes.some((by) => by < 0) && !changes.some((by) => by > 0)) back += 1;
  }
  return longestStill <= mostStill && back <= Math.max(1, rows.length / 10);
}

function change(before: unknown, after: unknown): number {
  const from = numberIn(before);
  const to = numberIn(after);
  return from === undefined || to === undefined ? 0 : Math.sign(to - from);
}

function isBlank(cell: unknown): boolean {
  if (typeof cell !== 'string') return cell === undefined || cell === null;
  const text = cell.trim().toLowerCase();
  return text === '' || text === 'na' || text === 'none' || text === 'null';
}

const logWords = new Set([
  'metric',
  'metrics',
  'log',
  'logs',
  'logger',
  'history',
  'training',
  'progress',
  'result',
  'results',
  'scalars',
  'losses',
  'epochs',
]);
const mostLines = 200;
const mostSteps = 1e9;
/** Rows after another with the same step: one for each part of the data, or for each metric. */
const mostStill = 20;
