/** The words of `cairn fairness` as a question and settings; what the command line leaves open, config.yaml may say. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { suggest } from '../base/suggest.ts';
import { defaultSettings, type ReportSettings } from '../fairness/fairnessReport.ts';
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
import { lastOf, type Call } from './command.ts';
import { pairsOf } from './parseArguments.ts';

export interface FairnessOptions {
  readonly query: FairnessQuery;
  readonly settings: ReportSettings;
  /** With --policy. */
  readonly policy: FairnessPolicy | undefined;
}

export function fairnessOptions(call: Call): FairnessOptions {
  const own = call.config.fairness ?? {};
  const policy = call.flags.has('policy') ? policyOf(call) : undefined;
  const [file, ...more] = call.operands;
  if (file === undefined) throw wrong(t('Name a file of predictions.'));
  const label = lastOf(call, 'label');
  if (label === undefined) throw wrong(t('Name the column of labels: --label COLUMN.'));
  const groups = groupsOf(call, policy);
  if (groups.length === 0) throw wrong(t('Name columns of groups: --group A,B.'));
  const threshold = numberOf(call, 'threshold');
  const [score, prediction] = [lastOf(call, 'score'), lastOf(call, 'prediction')];
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
  const [join, joinId] = [lastOf(call, 'join'), lastOf(call, 'join-id') ?? lastOf(call, 'id')];
  const [split] = Object.entries(pairsOf('split', call.values('split')));
  const positive = lastOf(call, 'positive') ?? own.favourable;
  const [weight, id] = [lastOf(call, 'weight'), lastOf(call, 'id')];
  const task = choice(call, 'task', fairnessTask.options);
  const format = choice(call, 'format', dataFormat.options);
  const query = fairnessQuery.parse({
    files: [file, ...more].map((name) => path.resolve(call.cwd, name)),
    ...{ label, groups, cross: crossOf(call, groups.length, policy) },
    ...(format !== undefined && { format }),
    ...(task !== undefined && { task }),
    ...(prediction !== undefined && { prediction }),
    ...(score !== undefined && { score }),
    ...(threshold !== undefined && { threshold }),
    ...(positive !== undefined && { positive }),
    ...(weight !== undefined && { weight }),
    ...(id !== undefined && { id }),
    ...(split && { split: { column: split[0], value: split[1] } }),
    ...(join !== undefined && { join: { files: [path.resolve(call.cwd, join)], id: joinId ?? '' } }),
  });
  return { query, settings: settingsOf(call, own), policy };
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
  const policy = config.fairness;
  if (policy?.limits === undefined || policy.limits.length === 0)
    throw new UserError(
      'usage',
      t('config.yaml has no limits for fairness, so there is no policy to hold.'),
      t('Write them under fairness: limits: in .cairn/config.yaml.'),
    );
  return policy;
}

function groupsOf(call: Call, policy: FairnessPolicy | undefined): GroupColumn[] {
  const named = listOf(call, 'group');
  const joined = new Set(listOf(call, 'join-group'));
  if (joined.size > 0 && lastOf(call, 'join') === undefined)
    throw wrong(t('--join-group needs the file that holds these columns: --join FILE.'));
  const bins = pairsOf('bins', call.values('bins'));
  const asked = [...named, ...joined];
  const columns = asked.length > 0 ? asked : [...new Set(policyAttributes(policy).flat())];
  const unused = Object.keys(bins).find((column) => !columns.includes(column));
  if (unused !== undefined) throw wrong(t('“{0}” is cut into bins but is no group.', unused));
  return columns.map((column) => {
    const cut = bins[column];
    return {
      column,
      ...(cut !== undefined && { bins: binningOf(cut) }),
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

/** A policy may judge crossings that nobody asked for. */
function crossOf(call: Call, groups: number, policy: FairnessPolicy | undefined): number {
  const asked = numberOf(call, 'cross');
  if (asked !== undefined && ![1, 2, 3].includes(asked)) throw wrong(t('--cross is 1, 2 or 3.'));
  const needed = Math.max(1, ...policyAttributes(policy).map(({ length }) => length));
  return Math.min(3, groups, Math.max(asked ?? 1, needed));
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

function listOf(call: Call, option: string): string[] {
  return call.values(option).flatMap((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
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
