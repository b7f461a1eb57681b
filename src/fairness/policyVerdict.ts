/** Whether a model keeps to the limits that a team wrote into config.yaml. Not enough data is never a pass. */
import { formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { AttributeCounts, FairnessCounts } from '../protocol/fairnessCounts.ts';
import type { LimitVerdict, PolicyVerdict, VerdictWord } from '../protocol/fairnessReport.ts';
import type { GapKind, GapMetric } from '../records/fairnessNames.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import { hasEnded } from '../records/exceptionEnd.ts';
import { attributeGaps, type GapSettings, type GapSpec } from './attributeGaps.ts';
import { metricText, sliceText } from './fairnessWords.ts';
import { sliceKey } from './sliceKey.ts';
import { keeps } from './thresholds.ts';

type Limit = NonNullable<FairnessPolicy['limits']>[number];
type Exception = NonNullable<FairnessPolicy['exceptions']>[number];

/** `now` in ms since 1970, for exceptions that end. */
export function policyVerdict(
  counts: FairnessCounts,
  policy: FairnessPolicy,
  { now, ...settings }: GapSettings & { now: number },
): PolicyVerdict {
  const problems: string[] = [];
  const limits: LimitVerdict[] = [];
  let isUnsaid = false;
  const exceptions = (policy.exceptions ?? []).filter((one) => counting(one, policy, now, problems));
  for (const limit of policy.limits ?? []) {
    const asked = specsOf(limit);
    if (asked.length === 0)
      problems.push(t('The limit of {0} says neither difference nor ratio.', metricText(limit.metric)));
    const attributes = attributesOf(limit, policy, counts);
    // A limit that asks nothing is no pass either.
    isUnsaid ||= asked.length === 0 || attributes.length === 0;
    for (const columns of attributes) {
      const attribute = counts.attributes.find((one) => sameColumns(one.columns, columns));
      const specs = asked.map(({ spec }) => spec);
      const gaps = attribute
        ? attributeGaps(counts, attribute, specs, settings)
        : specs.map((spec) => unreported(columns, spec));
      problems.push(...tooSmall(attribute, settings.minSize).filter((one) => !problems.includes(one)));
      for (const [at, gap] of gaps.entries()) {
        const bound = asked[at]?.bound ?? NaN;
        const verdict = wordOf(gap.value, gap.kind, bound);
        const exception =
          verdict === 'exceeds'
            ? exceptions.find((one) => covers(one, { columns, metric: limit.metric, kind: gap.kind }))
            : undefined;
        limits.push({
          ...{ ...gap, limit: bound, verdict },
          ...(exception && { exception: { by: exception.by, until: exception.until, why: exception.why } }),
          says: sentence({ ...gap, limit: bound, verdict }, exception),
        });
      }
    }
  }
  return { verdict: together(limits, isUnsaid), limits, problems };
}

/** Groups that no limit protects, because too little is known of them. */
function tooSmall(attribute: AttributeCounts | undefined, minSize: number): string[] {
  if (attribute === undefined) return [];
  const { columns, slices } = attribute;
  return slices
    .filter(({ rows }) => rows < minSize)
    .map(({ values, rows }) =>
      t('{0} is too small to judge: {1} rows of {2}.', sliceText(sliceKey(columns, values)), rows, minSize),
    );
}

/** The worst word of all; of no limits there is nothing to pass. */
function together(limits: readonly LimitVerdict[], isUnsaid: boolean): VerdictWord {
  if (limits.some(({ verdict, exception }) => verdict === 'exceeds' && exception === undefined))
    return 'exceeds';
  return isUnsaid || limits.length === 0 || limits.some(({ verdict }) => verdict === 'notEnough')
    ? 'notEnough'
    : 'within';
}

function wordOf(value: number | null, kind: GapKind, bound: number): VerdictWord {
  if (value === null) return 'notEnough';
  return keeps(value, kind, bound) ? 'within' : 'exceeds';
}

function specsOf({
  metric,
  difference,
  ratio,
  against = 'groups',
}: Limit): { spec: GapSpec; bound: number }[] {
  return [
    ...(difference === undefined
      ? []
      : [{ spec: { metric, kind: 'difference' as const, against }, bound: difference }]),
    ...(ratio === undefined ? [] : [{ spec: { metric, kind: 'ratio' as const, against }, bound: ratio }]),
  ];
}

/** Those of the limit, else of the policy, else all single columns that were counted. */
function attributesOf(limit: Limit, policy: FairnessPolicy, counts: FairnessCounts): readonly string[][] {
  const named = limit.attributes ?? policy.attributes;
  if (named === undefined)
    return counts.attributes.map(({ columns }) => columns).filter(({ length }) => length === 1);
  return named.map((one) => (typeof one === 'string' ? [one] : [...one]));
}

export function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((column) => b.includes(column));
}

function unreported(columns: string[], spec: GapSpec) {
  const attribute = columns.join(' × ');
  return {
    ...{ attribute, columns, ...spec, value: null, low: null, high: null, slices: [], values: [] },
    measure: 'odds' as const,
    why: t('the predictions were not counted by {0}', attribute),
  };
}

function counting(exception: Exception, policy: FairnessPolicy, now: number, problems: string[]): boolean {
  const { by, until, metric } = exception;
  const name = metricText(metric);
  if (Number.isNaN(Date.parse(until)))
    problems.push(t('The exception of {0} for {1} has no date: {2}.', by, name, until));
  else if (hasEnded(until, now))
    problems.push(t('The exception that {0} granted for {1} ended on {2}.', by, name, until));
  else if (policy.mayGrant !== undefined && !policy.mayGrant.includes(by))
    problems.push(t('{0} may not grant an exception for {1}: config.yaml names who may.', by, name));
  else return true;
  return false;
}

function covers(
  { metric, attribute, kind }: Exception,
  of: { columns: readonly string[]; metric: GapMetric; kind: GapKind },
): boolean {
  const columns = typeof attribute === 'string' ? [attribute] : attribute;
  return metric === of.metric && sameColumns(columns, of.columns) && (kind === undefined || kind === of.kind);
}

function sentence(
  {
    metric,
    kind,
    value,
    low,
    high,
    limit,
    verdict,
    why,
    attribute: name,
    slices,
  }: Omit<LimitVerdict, 'says' | 'exception'>,
  exception: Exception | undefined,
): string {
  const what =
    kind === 'difference'
      ? t('{0} difference by {1}', metricText(metric), name)
      : t('{0} ratio by {1}', metricText(metric), name);
  if (value === null) return t('{0}: not enough data: {1}.', what, why ?? '');
  const interval = low === null || high === null ? '' : ` [${formatNumber(low)}, ${formatNumber(high)}]`;
  const pair = slices.map(sliceText).join(t(' against '));
  const found = `${formatNumber(value)}${interval}`;
  if (verdict === 'within') return t('{0}: {1}, within the limit of {2}.', what, found, limit);
  if (exception === undefined) return t('{0}: {1}, exceeds the limit of {2}: {3}.', what, found, limit, pair);
  return t(
    '{0}: {1}, exceeds the limit of {2}, which {3} granted until {4}: {5}',
    what,
    found,
    limit,
    exception.by,
    exception.until,
    exception.why,
  );
}
