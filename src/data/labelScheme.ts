/** What the labels and predictions of a file mean: which task it is, which classes there are, and which of two is positive. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { FairnessQuery, FairnessTask } from '../protocol/fairnessCounts.ts';

export interface LabelScheme {
  readonly task: FairnessTask;
  readonly classes: readonly string[];
  /** Place of a value among the classes, as DuckDB writes it; undefined: none of them. */
  readonly labelPlace: (text: string) => number | undefined;
  readonly predictionPlace: (text: string) => number | undefined;
}

export interface FoundValues {
  /** As DuckDB writes them, without nulls; undefined: too many to be classes. */
  readonly labels: readonly string[] | undefined;
  /** Of the prediction column; empty without one. */
  readonly predictions: readonly string[] | undefined;
  readonly areNumbers: boolean;
}

export const mostClasses = 50;
/** With more numbers than these as labels it is a regression. */
const mostNumbers = 20;

/** Pairs of which the second is positive, however they are written. */
export const pairs: readonly (readonly [negative: string, positive: string])[] = [
  ['0', '1'],
  ['-1', '1'],
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
  ['neg', 'pos'],
  ['negative', 'positive'],
];

export function labelScheme(query: FairnessQuery, found: FoundValues): LabelScheme {
  const { label, prediction, positive, task } = query;
  if (task === 'regression' || (task === undefined && positive === undefined && isContinuous(query, found)))
    return regression(query, found);
  const { labels, predictions } = found;
  if (labels === undefined || labels.length > mostClasses)
    throw new UserError(
      'labels',
      t('“{0}” has more than {1} values, which are no classes.', label, mostClasses),
      t('Name another label column, or the class to judge.'),
    );
  if (labels.length === 0)
    throw new UserError(
      'labels',
      t('“{0}” has no value in any row.', label),
      t('Check that it is the label column.'),
    );
  if (predictions === undefined) throw looksLikeScore(prediction ?? '');
  const own = distinct(labels);
  const told = distinct(predictions);
  const all = distinct([...labels, ...predictions]);
  if (positive !== undefined) return oneClass(query, own, told);
  const isOpen = own.length === 2 && all.length > 2 && polarity(own) === undefined;
  if (task === 'classes' || own.length > 2 || (isOpen && task === undefined))
    return severalClasses(query, own, told);
  return twoClasses(query, own, told);
}

/** Numbers that differ in more rows than classes would. */
function isContinuous({ prediction }: FairnessQuery, { labels, areNumbers }: FoundValues): boolean {
  if (!areNumbers || prediction === undefined) return false;
  return (
    labels === undefined ||
    labels.length > mostNumbers ||
    labels.some((text) => !Number.isInteger(Number(text)))
  );
}

function regression({ prediction, label }: FairnessQuery, { areNumbers }: FoundValues): LabelScheme {
  if (prediction === undefined || !areNumbers)
    throw new UserError(
      'labels',
      t('A regression needs numbers as labels and as predictions; “{0}” or the prediction is none.', label),
      t('Name other columns, or another task.'),
    );
  const none = () => undefined;
  return { task: 'regression', classes: [], labelPlace: none, predictionPlace: none };
}

/** One class against all others. */
function oneClass(
  { positive = '', label }: FairnessQuery,
  own: readonly string[],
  told: readonly string[],
): LabelScheme {
  const wanted = canonical(positive);
  const all = distinct([...own, ...told]);
  const meant =
    all.find((one) => one === wanted) ??
    all.find((one) => one.toLowerCase() === wanted.toLowerCase()) ??
    // DuckDB reads yes and no as true and false.
    sameSign(own, wanted);
  if (meant === undefined)
    throw new UserError(
      'positive',
      t('“{0}” is no value of “{1}”.', positive, label),
      t('It has {0}.', listed(own)),
    );
  const others = own.filter((one) => one !== meant);
  const negative = others.length === 1 ? (others[0] ?? '') : t('not {0}', meant);
  const place = (text: string) => (canonical(text) === meant ? 1 : 0);
  // Predictions may be written in another way than labels: true for 1.
  const isForeign = told.length > 0 && !told.some((one) => all.indexOf(one) >= 0 && own.includes(one));
  const byPolarity = isForeign ? polarity(told) : undefined;
  const meantPositive = polarity(own)?.get(meant);
  return {
    task: 'binary',
    classes: [negative, meant],
    labelPlace: place,
    predictionPlace: (text) => {
      const sign = byPolarity?.get(canonical(text));
      if (sign === undefined || meantPositive === undefined) return place(text);
      return sign === meantPositive ? 1 : 0;
    },
  };
}

function twoClasses(
  { label, prediction }: FairnessQuery,
  own: readonly string[],
  told: readonly string[],
): LabelScheme {
  const both = distinct([...own, ...told]);
  const signs = polarity(both.length <= 2 ? both : own) ?? polarity(own);
  if (signs === undefined)
    throw new UserError(
      'positive',
      own.length === 1
        ? t('Every label is “{0}”: it cannot be told whether that is the favourable one.', own[0] ?? '')
        : t('Of the labels {0} it cannot be told which is the favourable one.', listed(own)),
      t('Say it: favourable in config.yaml, or --positive VALUE on the command line.'),
    );
  const positive = [...signs].find(([, sign]) => sign === 1)?.[0];
  const negative = [...signs].find(([, sign]) => sign === 0)?.[0];
  const classes = [negative ?? opposite(positive ?? ''), positive ?? opposite(negative ?? '')];
  const others = polarity(told);
  const predictionPlace = (text: string) => {
    const found = classes.indexOf(canonical(text));
    return found >= 0 ? found : others?.get(canonical(text));
  };
  const unknown = told.find((text) => predictionPlace(text) === undefined);
  if (unknown !== undefined)
    throw Number.isFinite(Number(unknown)) && unknown !== ''
      ? looksLikeScore(prediction ?? '')
      : new UserError(
          'predictions',
          t(
            '“{0}” predicts “{1}”, which is no value of “{2}” ({3}).',
            prediction ?? '',
            unknown,
            label,
            listed(own),
          ),
          t('Name another column, or the favourable label (--positive VALUE on the command line).'),
        );
  return {
    task: 'binary',
    classes,
    labelPlace: (text) => {
      const found = classes.indexOf(canonical(text));
      return found >= 0 ? found : undefined;
    },
    predictionPlace,
  };
}

function severalClasses(
  { label, prediction }: FairnessQuery,
  own: readonly string[],
  told: readonly string[],
): LabelScheme {
  if (prediction === undefined)
    throw new UserError(
      'positive',
      t('“{0}” has {1} values, and a score is that of one of them.', label, own.length),
      t('Say which one is favourable (in config.yaml, or --positive VALUE); it has {0}.', listed(own)),
    );
  if (!told.some((text) => own.includes(text)))
    throw new UserError(
      'predictions',
      t(
        '“{0}” predicts nothing that “{1}” has: {2} are no {3}.',
        prediction,
        label,
        listed(told),
        listed(own),
      ),
      t('Check both columns.'),
    );
  const classes = distinct([...own, ...told]).sort(byValue);
  if (classes.length > mostClasses) throw looksLikeScore(prediction);
  const places = new Map(classes.map((name, at) => [name, at]));
  const place = (text: string) => places.get(canonical(text));
  return { task: 'classes', classes, labelPlace: place, predictionPlace: place };
}

function looksLikeScore(prediction: string): UserError {
  return new UserError(
    'predictions',
    t('“{0}” holds numbers that are no class: it looks like a score.', prediction),
    t(
      'Name it as the score, with a threshold (--score {0} --threshold 0.5 on the command line).',
      prediction,
    ),
  );
}

/** Which of them are positive (1) and negative (0); undefined where no known pair holds all. */
function polarity(values: readonly string[]): ReadonlyMap<string, 0 | 1> | undefined {
  const pair = pairs.find((known) => values.every((value) => known.includes(value.toLowerCase())));
  if (pair === undefined || values.length === 0) return undefined;
  return new Map(values.map((value) => [value, value.toLowerCase() === pair[1] ? 1 : 0]));
}

/** The value that means of a known pair what `wanted` means of another. */
function sameSign(values: readonly string[], wanted: string): string | undefined {
  const sign = polarity([wanted])?.get(wanted);
  return [...(polarity(values) ?? [])].find(([, own]) => own === sign)?.[0];
}

function opposite(value: string): string {
  const pair = pairs.find((known) => known.includes(value.toLowerCase()));
  return pair?.find((one) => one !== value.toLowerCase()) ?? '';
}

/** 1, 1.0 and “ 1” are one value; letters stay as they are. */
export function canonical(text: string): string {
  const trimmed = text.trim();
  return /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(trimmed) ? String(Number(trimmed)) : trimmed;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.map(canonical))];
}

export function byValue(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function listed(values: readonly string[]): string {
  const shown = values.slice(0, 5).map((value) => `“${value.slice(0, 40)}”`);
  return values.length > 5 ? t('{0} and {1} more', shown.join(', '), values.length - 5) : shown.join(', ');
}
