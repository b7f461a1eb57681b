/** `cairn fairness … --versus FILE`: the same slices of another model's predictions, with differences paired row by row. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { cutText, formatCount, formatNumber, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { comparison } from '../fairness/comparison.ts';
import { trendText } from '../fairness/comparisonParts.ts';
import type { ReportSettings } from '../fairness/fairnessReport.ts';
import { metricText, sliceText } from '../fairness/fairnessWords.ts';
import type {
  FairnessComparison,
  GapChange,
  RateChange,
  SliceComparison,
} from '../protocol/fairnessComparison.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { askData } from './askData.ts';
import { lastOf, type Call } from './command.ts';
import { cellText, textTable } from './textTable.ts';

const column = { type: 'string', value: t('COLUMN') } as const;

export const versusOptions = {
  versus: {
    type: 'string',
    value: 'FILE',
    help: t('another model’s predictions, which these are held against; columns as here'),
  },
  'versus-prediction': { ...column, help: t('what the other decided, where its column is another') },
  'versus-score': { ...column, help: t('what the other scored') },
  'versus-threshold': { type: 'string', value: 'T', help: t('the other’s own threshold') },
} as const;

/** Undefined without --versus. */
export async function compareWith(
  call: Call,
  own: FairnessQuery,
  counts: FairnessCounts,
  settings: ReportSettings,
): Promise<FairnessComparison | undefined> {
  const file = lastOf(call, 'versus');
  const asked = ['versus-prediction', 'versus-score', 'versus-threshold'].find(
    (option) => lastOf(call, option) !== undefined,
  );
  if (file === undefined && asked !== undefined)
    throw new UserError(
      'usage',
      t('--{0} needs the other file: --versus FILE.', asked),
      t('See cairn fairness --help.'),
    );
  if (file === undefined) return undefined;
  const other = otherQuery(call, own, path.resolve(call.cwd, file));
  const found = await askData(
    call,
    (percent) => t('Comparing: {0} %', percent),
    async (data, heard) =>
      await data.versus({ own, other, thresholds: counts.scores?.thresholds ?? [] }, heard),
  );
  const columns = [lastOf(call, 'versus-prediction'), lastOf(call, 'versus-score')].filter(
    (name) => name !== undefined,
  );
  const name = columns.length === 0 ? file : `${file} (${columns.join(', ')})`;
  return withShortNames(comparison(counts, found, settings, name), call.cwd);
}

function otherQuery(
  call: Call,
  { prediction, score, threshold, ...own }: FairnessQuery,
  file: string,
): FairnessQuery {
  const named = { prediction: lastOf(call, 'versus-prediction'), score: lastOf(call, 'versus-score') };
  const text = lastOf(call, 'versus-threshold');
  const asked = text === undefined ? undefined : Number(text);
  if (asked !== undefined && (text?.trim() === '' || !Number.isFinite(asked)))
    throw new UserError('usage', t('--{0} needs a number, not “{1}”.', 'versus-threshold', text ?? ''));
  // Who names one column means that one: the other is not taken from here.
  const isNamed = named.prediction !== undefined || named.score !== undefined;
  const its = isNamed ? named : { prediction, score };
  const at = asked ?? (its.score === undefined ? undefined : threshold);
  if (at === undefined && its.prediction === undefined)
    throw new UserError(
      'usage',
      t('Say from which score on the other predicts positive: --versus-threshold T.'),
      t('See cairn fairness --help.'),
    );
  return {
    ...own,
    files: [file],
    ...(its.prediction !== undefined && { prediction: its.prediction }),
    ...(its.score !== undefined && { score: its.score }),
    ...(at !== undefined && its.score !== undefined && { threshold: at }),
  };
}

/** With names as somebody in this folder would write them. */
function withShortNames(found: FairnessComparison, cwd: string): FairnessComparison {
  const short = (text: string) => text.replaceAll(`${cwd}${path.sep}`, '');
  return {
    ...found,
    pairing: { ...found.pairing, says: found.pairing.says.map(short) },
    problems: found.problems.map((problem) => ({
      ...problem,
      where: short(problem.where),
      message: short(problem.message),
    })),
  };
}

const shown: readonly MeasureName[] = [
  ...(['selectionRate', 'tpr', 'fpr', 'precision', 'accuracy', 'auc'] as const),
  ...(['meanError', 'meanAbsoluteError', 'rmse'] as const),
];

export function versusText(found: FairnessComparison): string {
  const { other, sentence, pairing, overall, slices, aggregates } = found;
  const measures = shown.filter((name) =>
    [overall, ...slices].some(({ changes }) => (changes[name]?.value ?? null) !== null),
  );
  const row = (slice: SliceComparison) => [
    cutText(cellText(sliceText(slice.slice)), 50),
    formatCount(slice.pairs),
    ...measures.map((name) => changeText(slice.changes[name])),
    slice.suppressed ? t('too small to judge') : '',
  ];
  return [
    '',
    t('against {0}: {1} rows', cellText(other), formatCount(found.n)),
    ...pairing.says.map((say) => `  ${cellText(say)}`),
    ...(sentence === null ? [] : ['', cellText(sentence)]),
    '',
    textTable(
      [
        [t('slice, here − there'), t('pairs'), ...measures.map(metricText), ''],
        row(overall),
        ...slices.map(row),
      ],
      ['left', 'right'],
    ),
    '',
    textTable(
      [[t('gap'), '', t('here'), t('there'), t('change'), ''], ...aggregates.map(gapRow)],
      ['left', 'left', 'right', 'right'],
    ),
    '',
  ].join('\n');
}

function changeText(change: RateChange | undefined): string {
  if (change === undefined) return missing;
  const { value, low, high } = change;
  if (value === null) return t('undefined');
  const number = (one: number) => (one > 0 ? `+${formatNumber(one, 3)}` : formatNumber(one, 3));
  return low === null || high === null ? number(value) : `${number(value)} [${number(low)}, ${number(high)}]`;
}

function gapRow({ attribute, metric, kind, value, other, change, low, high, trend }: GapChange): string[] {
  return [
    cutText(cellText(attribute), 40),
    t('{0} {1}', metricText(metric), kind === 'difference' ? t('difference') : t('ratio')),
    value === null ? t('undefined') : formatNumber(value, 3),
    other === null ? t('undefined') : formatNumber(other, 3),
    changeText({ value: change, low, high }),
    trend === null ? '' : trendText(trend),
  ];
}
