/** A fairness report as Markdown, for a pull request: the sentence, limits, slices, gaps, and what it was made of. */
import { formatCount, formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { FairnessComparison } from '../protocol/fairnessComparison.ts';
import type { FairnessView } from '../protocol/fairnessPage.ts';
import type { FairnessReport, SliceReport } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { comparisonParts, type ComparisonParts } from './comparisonParts.ts';
import { settingFacts, worstRows, worstSentence, worstTitles } from './reportParts.ts';
import { intervalText, rateText } from './rateText.ts';
import { metricText, metricWords, sliceText, verdictText } from './fairnessWords.ts';

export interface ToExport {
  readonly report: FairnessReport;
  readonly view: FairnessView;
  /** The metric that slices are told with. */
  readonly measure: MeasureName;
  readonly sentence: string | undefined;
  /** What it would take. */
  readonly remedy?: string | undefined;
  /** The slices as dots and intervals, like `figures`. */
  readonly plot?: string;
  /** Charts as SVG with the variables of `reportHtml`; Markdown has none. */
  readonly figures?: readonly string[];
  /** Other predictions beside these. */
  readonly comparison?: FairnessComparison | undefined;
}

export function reportMarkdown({ report, view, measure, sentence, remedy, comparison }: ToExport): string {
  const against = comparison && comparisonParts(comparison, report, measure);
  const words = metricWords(measure);
  return [
    `## ${t('Fairness')}`,
    ...(sentence === undefined ? [] : [`**${escapeMarkdown(sentence)}**`]),
    ...(remedy === undefined ? [] : [escapeMarkdown(remedy)]),
    ...(typeof against?.sentence !== 'string' ? [] : [escapeMarkdown(against.sentence)]),
    factsOf(report, view)
      .map(([name, value]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`)
      .join('\n'),
    ...(report.policy === null
      ? []
      : [
          `### ${t('Limits')}: ${verdictText(report.policy.verdict)}`,
          [...report.policy.limits.map(({ says }) => says), ...report.policy.problems]
            .map((one) => `- ${escapeMarkdown(one)}`)
            .join('\n'),
        ]),
    `### ${escapeMarkdown(t('{0} by slice', words.name))}`,
    `${escapeMarkdown(words.means)} \`${words.formula}\``,
    table(sliceTitles(words.name), sliceRows(report, measure)),
    ...(report.worst === null
      ? []
      : [
          `### ${t('Which slices are worst?')}`,
          escapeMarkdown(worstSentence(report.worst)),
          ...(report.worst.found.length === 0
            ? []
            : [table(worstTitles(words.name), worstRows(report.worst))]),
        ]),
    `### ${t('Disparities')}`,
    table(gapTitles(), gapRows(report)),
    ...(against === undefined ? [] : comparisonMarkdown(against)),
    ...(report.problems.length === 0
      ? []
      : [report.problems.map(({ message }) => `- ${escapeMarkdown(message)}`).join('\n')]),
    '',
  ].join('\n\n');
}

export function factsOf(
  { n, task, classes, threshold, settings }: FairnessReport,
  { file, run, models, data, columns }: FairnessView,
): (readonly [name: string, value: string])[] {
  return [
    [t('Predictions'), t('{0}, {1} rows', file, formatCount(n))],
    ...(run === null
      ? []
      : [[t('Run'), run.script === null ? run.name : `${run.name}, ${run.script}`] as const]),
    ...(models.length === 0
      ? []
      : [[t('Model'), models.map(({ name, version }) => `${name} v${String(version)}`).join(', ')] as const]),
    ...(data.length === 0 ? [] : [[t('Data'), data.join(', ')] as const]),
    ...(task === 'binary' ? [[t('Favourable'), `${columns.label} = ${classes[1] ?? ''}`] as const] : []),
    ...(threshold === null
      ? []
      : [[t('Threshold'), t('positive when score > {0}', formatNumber(threshold))] as const]),
    [t('Smallest slice'), t('{0} rows', formatCount(settings.minSize))],
    ...settingFacts(settings, columns),
  ];
}

export function sliceTitles(name: string): string[] {
  return [t('Slice'), t('Rows'), name, t('95 % interval'), 'n'];
}

/** All rows first. */
export function sliceRows({ overall, slices }: FairnessReport, measure: MeasureName): string[][] {
  return [overall, ...slices].map((slice) => sliceRow(slice, measure));
}

function sliceRow({ slice, n, rates, suppressed }: SliceReport, measure: MeasureName): string[] {
  const rate = rates[measure];
  const name = sliceText(slice);
  if (suppressed) return [name, formatCount(n), t('too small to judge'), '', ''];
  if (rate === undefined || rate.value === null)
    return [
      name,
      formatCount(n),
      t('undefined: {0}', rate?.why ?? t('not known')),
      '',
      formatCount(rate?.n ?? 0),
    ];
  return [name, formatCount(n), rateText(rate.value), interval(rate), formatCount(rate.n)];
}

export function gapTitles(): string[] {
  return [t('Attribute'), t('Measure'), t('Value'), t('95 % interval'), t('Between')];
}

export function gapRows({ aggregates }: FairnessReport): string[][] {
  return aggregates.map(({ attribute, metric, kind, value, low, high, why, slices }) => {
    const name = t('{0} {1}', metricText(metric), kind === 'difference' ? t('difference') : t('ratio'));
    return value === null
      ? [attribute, name, t('undefined: {0}', why ?? ''), '', '']
      : [
          attribute,
          name,
          rateText(value),
          interval({ low, high }),
          slices.map(sliceText).join(t(' against ')),
        ];
  });
}

export function interval({ low, high }: { low: number | null; high: number | null }): string {
  return low === null || high === null ? '' : intervalText({ low, high });
}

function comparisonMarkdown({ title, says, tables }: ComparisonParts): string[] {
  return [
    `### ${escapeMarkdown(title)}`,
    says.map((say) => `- ${escapeMarkdown(say)}`).join('\n'),
    ...tables.map(({ titles, rows }) => table(titles, rows)),
  ];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** Names of groups are other people's text. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#~&]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
