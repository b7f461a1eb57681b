/** The words of `cairn fairness` as a question and settings; what the command line leaves open, config.yaml may say. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { suggest } from '../base/suggest.ts';
import { defaultSettings, type ReportSettings } from '../fairness/fairnessReport.ts';
import { usualBins, type ColumnFacts } from '../fairness/proposeColumns.ts';
import {
  fairnessQuery,
  fairnessTask,
  type Binning,
  type FairnessQuery,
  type GroupColumn,
} from '../protocol/fairnessCounts.ts';
import { dataFormat } from '../records/dataset.ts';
import { againstNames, measureNames } from '../records/fairnessNames.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import { parseJson } from '../storage/parseJson.ts';
import { lastOf, type Call } from './command.ts';
import type { FairnessJoin } from './fairnessJoin.ts';
import type { FairnessSubject, NamedPredictions } from './fairnessSubject.ts';
import { listOf, pairsOf } from './parseArguments.ts';

export interface FairnessOptions {
  readonly query: FairnessQuery;
  readonly settings: ReportSettings;
  /** With --policy, and what is kept is always judged. */
  readonly policy: FairnessPolicy | undefined;
}

/** `facts`: of the columns of a file whose run told which is what. */
export function fairnessOptions(
  call: Call,
  { files, told, join }: FairnessSubject & { readonly join: FairnessJoin | undefined },
  facts: readonly ColumnFacts[],
): FairnessOptions {
  const own = call.config.fairness ?? {};
  const policy = call.flags.has('policy')
    ? policyOf(call)
    : call.flags.has('keep')
      ? limitsOf(own)
      : undefined;
  const whole = columnsOf(call, files);
  if (whole !== undefined) return { query: whole, settings: settingsOf(call, own), policy };
  const label = lastOf(call, 'label') ?? told?.label;
  if (label === undefined) throw wrong(t('Name the column of labels: --label COLUMN.'));
  const groups = groupsOf(call, { policy, told, facts, join });
  if (groups.length === 0) throw wrong(t('Name columns of groups: --group A,B.'));
  const { score, prediction } = decided(call, told);
  const threshold = numberOf(call, 'threshold') ?? (told && prediction === undefined ? 0.5 : undefined);
  if (score === undefined && prediction === undefined)
    throw wrong(
      t(
        'Name the column of predictions (--prediction), or of scores with a threshold (--score, --threshold).',
      ),
    );
  if (threshold !== undefined && score === undefined)
    throw wrong(t('A threshold needs the column of scores: --score COLUMN.'));
  if (score !== undefined && prediction === undefined && threshold === undefined)
    throw wrong(t('Say from which score on a prediction is positive: --threshold T.'));
  const [named] = Object.entries(pairsOf('split', call.values('split')));
  const split = named ? { column: named[0], value: named[1] } : told?.split;
  const positive = lastOf(call, 'positive') ?? own.favourable;
  const [weight, id] = [lastOf(call, 'weight') ?? told?.weight, lastOf(call, 'id') ?? told?.id];
  if (join && id === undefined)
    throw wrong(t('Groups of another file need the id column of the predictions: --id COLUMN.'));
  const task = choice(call, 'task', fairnessTask.options);
  const format = choice(call, 'format', dataFormat.options);
  const query = fairnessQuery.parse({
    files: [...files],
    ...{ label, groups, cross: crossOf(call, groups.length, { policy, told }) },
    ...(format !== undefined && { format }),
    ...(task !== undefined && { task }),
    ...(prediction !== undefined && { prediction }),
    ...(score !== undefined && { score }),
    ...(threshold !== undefined && { threshold }),
    ...(positive !== undefined && { positive }),
    ...(weight !== undefined && { weight }),
    ...(id !== undefined && { id }),
    ...(split && { split }),
    ...(join && { join: { ...join.source, id: lastOf(call, 'join-id') ?? id } }),
  });
  return { query, settings: settingsOf(call, own), policy };
}

function columnsOf(call: Call, files: readonly string[]): FairnessQuery | undefined {
  const text = lastOf(call, 'columns');
  if (text === undefined) return undefined;
  const read = parseJson(text, fairnessQuery.omit({ files: true }));
  if (!read.ok) throw wrong(t('--columns is not what a kept report has under “query”: {0}', read.message));
  const { join, ...query } = read.value;
  const joined = join && {
    ...join,
    files: join.files.map((file) => path.resolve(call.layout.folder, file)),
  };
  return { ...query, files: [...files], ...(joined && { join: joined }) };
}

/** Columns that somebody names stand alone: what a run told of the other one may not go with them. */
function decided(call: Call, told: NamedPredictions | undefined): { score?: string; prediction?: string } {
  const [score, prediction] = [lastOf(call, 'score'), lastOf(call, 'prediction')];
  const isNamed = score !== undefined || prediction !== undefined;
  const found = isNamed ? { score, prediction } : { score: told?.score, prediction: told?.prediction };
  return {
    ...(typeof found.score === 'string' && { score: found.score }),
    ...(typeof found.prediction === 'string' && { prediction: found.prediction }),
  };
}

function settingsOf(call: Call, own: FairnessPolicy): ReportSettings {
  const worst = choice(call, 'worst', measureNames);
  const minSize = numberOf(call, 'min-size') ?? own.minSize ?? defaultSettings.minSize;
  if (!Number.isInteger(minSize) || minSize < 1) throw wrong(t('--min-size needs a whole number from 1.'));
  return {
    ...defaultSettings,
    minSize,
    against: choice(call, 'against', againstNames) ?? defaultSettings.against,
    reference: { ...own.reference, ...pairsOf('reference', call.values('reference')) },
    ...(worst && { worst }),
  };
}

function policyOf({ config }: Call): FairnessPolicy {
  const policy = limitsOf(config.fairness ?? {});
  if (policy === undefined)
    throw new UserError(
      'usage',
      t('config.yaml has no limits for fairness, so there is no policy to hold.'),
      t('Write them under fairness: limits: in .cairn/config.yaml.'),
    );
  return policy;
}

function limitsOf(own: FairnessPolicy): FairnessPolicy | undefined {
  return (own.limits ?? []).length > 0 ? own : undefined;
}

interface Known {
  readonly policy: FairnessPolicy | undefined;
  readonly told: NamedPredictions | undefined;
}

function groupsOf(
  call: Call,
  {
    policy,
    told,
    facts,
    join,
  }: Known & { readonly facts: readonly ColumnFacts[]; readonly join: FairnessJoin | undefined },
): GroupColumn[] {
  const named = listOf(call.values('group'));
  const joined = new Set(join?.groups);
  if (call.values('join-group').length > 0 && join === undefined)
    throw wrong(t('--join-group needs the file that holds these columns: --join FILE.'));
  const bins = pairsOf('bins', call.values('bins'));
  // What is joined in comes on top of what the run told.
  const asked = [...(named.length === 0 && joined.size > 0 ? (told?.groups ?? []) : named), ...joined];
  const known = [...(told?.groups ?? []), ...policyAttributes(policy).flat()];
  const columns = [...new Set(asked.length > 0 ? asked : known)];
  const unused = Object.keys(bins).find((column) => !columns.includes(column));
  if (unused !== undefined) throw wrong(t('“{0}” is cut into bins but is no group.', unused));
  return columns.map((column) => {
    const cut = bins[column];
    return {
      column,
      ...(cut !== undefined
        ? { bins: binningOf(cut) }
        : usualBins(facts.find(({ name }) => name === column))),
      ...(joined.has(column) && !named.includes(column) && { joined: true }),
    };
  });
}

function policyAttributes(policy: FairnessPolicy | undefined): string[][] {
  const all = [
    ...(policy?.attributes ?? []),
    ...(policy?.limits ?? []).flatMap(({ attributes = [] }) => attributes),
  ];
  return all.map((one) => [one].flat());
}

/** A policy may judge crossings that nobody asked for; groups that a run told are crossed in pairs, as on the page. */
function crossOf(call: Call, groups: number, { policy, told }: Known): number {
  const asked = numberOf(call, 'cross');
  if (asked !== undefined && ![1, 2, 3].includes(asked)) throw wrong(t('--cross is 1, 2 or 3.'));
  const needed = Math.max(1, ...policyAttributes(policy).map(({ length }) => length));
  return Math.min(3, groups, Math.max(asked ?? (told ? 2 : 1), needed));
}

/** `4` and `quantile:4`, `equal:5`, `18,30,65` and `edges:30`. */
function binningOf(text: string): Binning {
  const [, kind, rest = ''] = /^(?:(quantile|equal|edges):)?(.*)$/.exec(text) ?? [];
  const numbers = rest.split(',').map(Number);
  const [count = NaN] = numbers;
  if (numbers.some(Number.isNaN) || rest.trim() === '') throw badBins(text);
  if (kind === 'edges' || (kind === undefined && numbers.length > 1))
    return { kind: 'edges', edges: numbers };
  if (numbers.length > 1 || !Number.isInteger(count) || count < 2 || count > 100) throw badBins(text);
  return { kind: kind === 'equal' ? 'equal' : 'quantile', count };
}

function badBins(text: string): UserError {
  return wrong(
    t(
      '“{0}” does not say how to cut: 4 for four bins with as many rows each, equal:4, or edges 18,30,65.',
      text,
    ),
  );
}

function numberOf(call: Call, option: string): number | undefined {
  const text = lastOf(call, option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw wrong(t('--{0} needs a number, not “{1}”.', option, text));
  return value;
}

function choice<T extends string>(call: Call, option: string, choices: readonly T[]): T | undefined {
  const given = lastOf(call, option);
  if (given === undefined) return undefined;
  const found = choices.find((one) => one === given);
  if (found !== undefined) return found;
  const meant = suggest(given, choices);
  throw new UserError(
    'usage',
    t('--{0} cannot be “{1}”.', option, given),
    meant === undefined ? t('There are {0}.', choices.join(', ')) : t('Did you mean “{0}”?', meant),
  );
}

function wrong(message: string): UserError {
  return new UserError('usage', message, t('See cairn fairness --help.'));
}
