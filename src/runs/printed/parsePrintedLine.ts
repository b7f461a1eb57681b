/** One printed line → the metrics it holds. The rules are a table of real-world formats in the tests. */
import { stepAcross, stepAcrossBars } from './counters.ts';
import type { Counters } from './counters.ts';
import { findHeader, findStep } from './findStep.ts';
import type { Position } from './findStep.ts';
import { isNoise, stripTerminalCodes, withoutPrefix } from './noise.ts';
import { readTableLine } from './printedTable.ts';
import type { TableState } from './printedTable.ts';
import { findBar } from './progressBar.ts';
import type { Bar } from './progressBar.ts';
import { scanPairs, soundsLikeMetric } from './scanPairs.ts';
import type { Pair } from './scanPairs.ts';

/** What one or more printed lines say. */
export interface PrintedPoint {
  readonly metrics: readonly (readonly [key: string, value: number])[];
  readonly step: number;
  /** What `step` counts: `epoch`, `step`, `iteration`, `episode`, `batch` … */
  readonly unit: string;
  readonly progress: { readonly at: number; readonly of?: number; readonly unit: string } | undefined;
}

/** What earlier lines tell about later ones. */
export interface PrintedState {
  /** The last epoch seen. */
  epoch: Position | undefined;
  /** The epoch was announced on a line of its own, and its block has not ended with an empty line. */
  blockOpen: boolean;
  /** The epoch was announced on a line of its own: bars that follow belong to it. */
  announced: boolean;
  /** Metrics already recorded at this epoch from lines that don't name it; the first wins. */
  recorded: Set<string>;
  /** A bar of an epoch that is still moving: its last state will count. */
  bar:
    | {
        readonly epoch: Position;
        readonly at: number;
        readonly of: number;
        readonly metrics: PrintedPoint['metrics'];
      }
    | undefined;
  /** Numbers of the last bar that were recorded, to tell a repeated state from a new one. */
  barText: string;
  percent: string;
  readonly counters: Counters;
  readonly table: TableState;
}

export function newPrintedState(): PrintedState {
  return {
    epoch: undefined,
    blockOpen: false,
    announced: false,
    recorded: new Set(),
    bar: undefined,
    barText: '',
    percent: '',
    counters: new Map(),
    table: { columns: undefined, box: undefined, section: '' },
  };
}

/** Longer lines are no metric lines. */
export const maxPrintedLineLength = 4096;

/** `line` without its line end. `state` is brought up to date. */
export function parsePrintedLine(line: string, state: PrintedState): readonly PrintedPoint[] {
  if (line.length > maxPrintedLineLength) return [];
  const text = withoutPrefix(stripTerminalCodes(line));
  if (text.trim() === '') {
    state.blockOpen = false;
    return [];
  }
  if (!/\d/.test(text)) return readTable(text, state) ?? [];
  const bar = findBar(text);
  if (bar !== undefined && state.table.columns === undefined) return readBar(bar, state);
  if (isNoise(text)) return [];
  const header = findHeader(text);
  if (header !== undefined) return readHeader(header, state);
  return readTable(text, state) ?? readText(text, state);
}

function readTable(text: string, state: PrintedState): readonly PrintedPoint[] | undefined {
  const row = readTableLine(text, state.table);
  if (row === undefined || row === 'part') return row && [];
  const { at, of, unit, metrics } = row;
  return points(metrics, at, { at, of, unit });
}

/** What is still held back when the output ends. */
export function finishPrinted(state: PrintedState): readonly PrintedPoint[] {
  const done = state.bar !== undefined && state.bar.at >= state.bar.of;
  return done ? closeBar(state) : [];
}

function readHeader(epoch: Position, state: PrintedState): readonly PrintedPoint[] {
  const closed = closeBar(state);
  enterEpoch(epoch, state);
  state.announced = true;
  state.blockOpen = true;
  return [...closed, ...points([], epoch.at, epoch)];
}

function readText(text: string, state: PrintedState): readonly PrintedPoint[] {
  const { epoch, inner, start } = findStep(text);
  const pairs = scanPairs(text.slice(start));
  if (epoch === undefined && inner === undefined) return readContinuation(text, pairs, state);
  const closed =
    epoch !== undefined && state.bar !== undefined && epoch.at > state.bar.epoch.at ? closeBar(state) : [];
  if (epoch !== undefined && epoch.at !== state.epoch?.at) {
    enterEpoch(epoch, state);
    state.announced = false;
    state.blockOpen = false;
  }
  if (pairs.length === 0) return closed;
  const phase = phaseBefore(text.slice(start), pairs[0]);
  const metrics = named(pairs, phase);
  if (inner !== undefined) {
    const step = stepAcross(state.counters, phase, inner, (epoch ?? state.epoch)?.at);
    return [...closed, ...points(metrics, step, epoch ?? inner, inner.unit)];
  }
  return epoch === undefined ? closed : [...closed, ...points(metrics, epoch.at, epoch)];
}

/** A line without a step: it counts within an announced epoch, or when it opens with `Test set:` and the like. */
function readContinuation(
  text: string,
  pairs: readonly Pair[],
  state: PrintedState,
): readonly PrintedPoint[] {
  const { epoch } = state;
  const phase = /^\W*(?:test|val|valid|validation|eval|evaluation|dev|holdout)\b/i.test(text);
  if (epoch === undefined || !(state.blockOpen || phase)) return [];
  const metrics = named(
    pairs.filter((pair) => soundsLikeMetric(pair.key)),
    phaseBefore(text, pairs[0]),
  );
  return points(firstOnly(metrics, state), epoch.at, undefined, epoch.unit);
}

function readBar(bar: Bar, state: PrintedState): readonly PrintedPoint[] {
  const label = findStep(bar.label);
  const pairs = scanPairs(bar.rest);
  const phase = phaseOf(bar.label);
  const metrics = named(pairs, phase);
  const position: Position = { at: bar.at, of: bar.of, unit: /epoch/i.test(bar.label) ? 'epoch' : 'step' };
  const epoch = label.epoch ?? (state.announced ? state.epoch : undefined);
  if (epoch !== undefined) return readEpochBar(bar, epoch, metrics, state);

  const name = bar.label.trim();
  const known = state.counters.has(`${name} ${position.unit} ${bar.of}`);
  const step = stepAcrossBars(state.counters, name, position);
  const text = metrics.map((metric) => metric.join('=')).join(' ');
  // A new bar that has not moved still shows the numbers of the one before; so does one that only finished.
  const stale = (bar.at === 0 && known) || text === state.barText;
  if (!stale) state.barText = text;
  const percent = `${name} ${Math.floor((100 * bar.at) / bar.of)}`;
  const moved = percent !== state.percent && !preparation.test(name);
  state.percent = percent;
  return points(stale ? [] : metrics, step, moved ? position : undefined, position.unit);
}

/** Within an epoch a bar shows running averages: only its last state is the epoch's value. */
function readEpochBar(
  bar: Bar,
  epoch: Position,
  metrics: PrintedPoint['metrics'],
  state: PrintedState,
): readonly PrintedPoint[] {
  const before = state.bar;
  const isNext =
    before !== undefined && (before.epoch.at !== epoch.at || (bar.of === before.of && bar.at < before.at));
  const closed = isNext ? closeBar(state) : [];
  const entered = epoch.at !== state.epoch?.at;
  if (entered) enterEpoch(epoch, state);
  if (bar.at > 0 && metrics.length > 0) state.bar = { epoch, at: bar.at, of: bar.of, metrics };
  return [...closed, ...(entered ? points([], epoch.at, epoch) : [])];
}

/** The line of a bar was ended with a newline: when it is full, its numbers are final. */
export function endBarLine(state: PrintedState): readonly PrintedPoint[] {
  return state.bar !== undefined && state.bar.at >= state.bar.of ? closeBar(state) : [];
}

function closeBar(state: PrintedState): readonly PrintedPoint[] {
  const { bar } = state;
  state.bar = undefined;
  return bar === undefined ? [] : points(firstOnly(bar.metrics, state), bar.epoch.at, undefined, 'epoch');
}

function enterEpoch(epoch: Position, state: PrintedState): void {
  state.epoch = epoch;
  state.recorded.clear();
}

function firstOnly(metrics: PrintedPoint['metrics'], state: PrintedState): PrintedPoint['metrics'] {
  const fresh = metrics.filter(([key]) => !state.recorded.has(key));
  for (const [key] of fresh) state.recorded.add(key);
  return fresh;
}

function points(
  metrics: PrintedPoint['metrics'],
  step: number,
  position: Position | undefined,
  unit = position?.unit ?? 'step',
): readonly PrintedPoint[] {
  const shown = position !== undefined && (position.of !== undefined || position.unit === 'epoch');
  if (metrics.length === 0 && !shown) return [];
  const { at, of } = position ?? {};
  const progress =
    shown && at !== undefined ? { at, unit: position.unit, ...(of !== undefined && { of }) } : undefined;
  return [{ metrics, step, unit, progress }];
}

function named(pairs: readonly Pair[], phase: string): PrintedPoint['metrics'] {
  return pairs.map(({ key, value }) => [
    phase === '' || validationLike.test(key) ? key : join(phase, key),
    value,
  ]);
}

function join(phase: string, key: string): string {
  return `${phase}${key.includes(' ') ? ' ' : '_'}${key}`;
}

/** `val` when the line says so before its first number; training is not marked. */
function phaseBefore(text: string, first: Pair | undefined): string {
  return first === undefined ? '' : phaseOf(text.slice(0, first.start));
}

function phaseOf(label: string): string {
  return phaseWord.exec(label)?.[1]?.toLowerCase() ?? '';
}

const phaseWord = /(?:^|[\s[(|:])(test|val|valid|validation|eval|evaluation|dev|holdout)(?=$|[\s\])|:])/i;
const validationLike = /(?:^|[^a-z])(?:val|valid|validation|dev|eval|test|holdout)(?:[^a-z]|$)/i;
/** Bars of work that is not training. */
const preparation =
  /download|load|extract|upload|fetch|map|tokeni|filter|generat|process|convert|shard|sanity/i;
