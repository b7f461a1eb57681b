/** A training log of JSON objects, one a line, as Detectron2, mmengine, LLaMA-Factory and many scripts of one's own write it. */
import { parseLenientJson } from '../../base/lenientJson.ts';
import { t } from '../../base/l10n.ts';
import { flatten } from '../flatten.ts';
import { numberIn, rolesOf, timeIn } from '../logColumns.ts';
import type { LogSink } from '../logTable.ts';

export class LogObjects {
  readonly #sink: LogSink;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  /** `fileTime` (ms since 1970) stands in for objects without a time of their own. */
  line(text: string, number: number, fileTime: number): void {
    if (text.trim() === '') return;
    const value = parseLenientJson(text);
    if (value === undefined) this.#sink.problem(number, t('The line is no JSON and is left out.'));
    else if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.#sink.problem(number, t('The line is no JSON object and is left out.'));
    else readObject(value, this.#sink, fileTime);
  }
}

/** An object without a step says something else, e.g. of which machine a log is; that is no mistake. */
export function readObject(value: object, sink: LogSink, fileTime: number): void {
  const flat = flatten(value);
  const names = [...flat.keys()];
  const roles = rolesOf(names);
  const step = numberIn(flat.get(names[roles.step] ?? ''));
  if (step === undefined || !Number.isFinite(step)) return;
  const time = timeIn(flat.get(names[roles.time] ?? ''));
  names.forEach((name, index) => {
    if (index === roles.step || (index === roles.time && time !== undefined)) return;
    const cell = flat.get(name);
    // Of texts only those count that stand for what JSON cannot write.
    if (typeof cell === 'string' && !nonFinite.has(cell)) return;
    const number = numberIn(cell);
    if (number !== undefined) sink.point(name, step, time ?? fileTime, number);
  });
}

const nonFinite = new Set(['NaN', 'Infinity', '-Infinity']);
