/** Reads labels and scores from the text of a predictions file, in slices so that whoever reads it stays responsive. */
import { UserError } from '../../base/errors.ts';
import { delimitedRows, separatorOf } from '../../base/delimited.ts';
import { t } from '../../base/l10n.ts';

export interface Scores {
  readonly positive: string;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Rows without a label or a finite score. */
  readonly skipped: number;
}

export interface ScoreColumns {
  readonly path: string;
  readonly label: string;
  readonly score: string;
}

/** Rejects with UserError `noColumn` or `notBinary`. `pause` is awaited every few thousand rows. */
export async function readScores(
  text: string,
  { path, label, score }: ScoreColumns,
  pause: () => Promise<unknown>,
): Promise<Scores> {
  const rows = delimitedRows(text, separatorOf(text, path));
  const head: readonly string[] = [...take(rows)].map((name) => name.trim());
  const [labelAt, scoreAt] = [label, score].map((name) => {
    const at = head.indexOf(name);
    if (at < 0) throw new UserError('noColumn', t('{0} has no column “{1}”.', path, name));
    return at;
  });
  const byLabel = new Map<string, number[]>();
  let [count, skipped] = [0, 0];
  for (const row of rows) {
    count += 1;
    if (count % 5000 === 0) await pause();
    const name = row[labelAt ?? 0]?.trim() ?? '';
    const cell = row[scoreAt ?? 0]?.trim() ?? '';
    const value = cell === '' ? NaN : Number(cell);
    if (name === '' || !Number.isFinite(value)) {
      skipped += 1;
      continue;
    }
    const known = byLabel.get(name);
    if (known) known.push(value);
    else if (byLabel.size < mostLabels) byLabel.set(name, [value]);
    else throw notBinary(path, label, `${String(mostLabels)}+`);
  }
  const [first, second] = [...byLabel.keys()].sort(byClass);
  if (byLabel.size !== 2 || first === undefined || second === undefined)
    throw notBinary(path, label, String(byLabel.size));
  return {
    positive: second,
    positives: Float64Array.from(byLabel.get(second) ?? []),
    negatives: Float64Array.from(byLabel.get(first) ?? []),
    skipped,
  };
}

function* take(rows: Generator<string[]>): Generator<string> {
  const first = rows.next();
  if (first.done !== true) yield* first.value;
}

/** The positive class comes last: 1 after 0 and −1, true after false, else as scikit-learn sorts classes. */
function byClass(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return a < b ? -1 : 1;
}

function notBinary(path: string, label: string, count: string): UserError {
  return new UserError(
    'notBinary',
    t('The column “{0}” of {1} holds {2} classes; these curves need two.', label, path, count),
  );
}

const mostLabels = 50;
