/** `cairn fairness`: how a model treats groups of people, from the predictions that it wrote; and whether a policy holds. */
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { fairnessReport } from '../fairness/fairnessReport.ts';
import { headline } from '../fairness/headline.ts';
import { policyVerdict } from '../fairness/policyVerdict.ts';
import type { FairnessCounts } from '../protocol/fairnessCounts.ts';
import { askData } from './askData.ts';
import type { Call, Command } from './command.ts';
import { fairnessOptions } from './fairnessOptions.ts';
import { fairnessText } from './fairnessText.ts';
import { compareWith, versusOptions, versusText } from './fairnessVersus.ts';

const column = { type: 'string', value: t('COLUMN') } as const;

export const fairness: Command = {
  name: 'fairness',
  summary: t('judge predictions by group: rates with intervals, disparities, limits of config.yaml'),
  operands: 'FILE…',
  options: {
    label: { ...column, help: t('what is true') },
    prediction: { ...column, help: t('what the model decided') },
    score: { ...column, help: t('what the model scored; with --threshold') },
    threshold: { type: 'string', value: 'T', help: t('positive is what scores above T, not at it') },
    positive: {
      type: 'string',
      value: 'V',
      help: t('the favourable label; of several, the one against the rest'),
    },
    group: {
      type: 'string',
      multiple: true,
      value: 'A,B',
      help: t('columns whose groups are held against each other'),
    },
    cross: { type: 'string', value: 'N', help: t('cross up to N columns (1 to 3); 1 without it') },
    bins: { type: 'string', multiple: true, value: 'A=CUT', help: t('cut numbers: 4, equal:4 or 18,30,65') },
    'min-size': {
      type: 'string',
      value: 'N',
      help: t('rows below which a slice is too small to judge; 30 without it'),
    },
    weight: { ...column, help: t('how much a row counts') },
    split: { type: 'string', value: 'A=V', help: t('only rows with this value') },
    id: { ...column, help: t('id of a row, to look groups up by') },
    join: { type: 'string', value: 'FILE', help: t('file that holds further groups') },
    'join-id': { ...column, help: t('its id; as --id without it') },
    'join-group': { type: 'string', multiple: true, value: 'A,B', help: t('its columns of groups') },
    against: { type: 'string', value: t('WHAT'), help: t('groups, overall or reference') },
    reference: {
      type: 'string',
      multiple: true,
      value: 'A=V',
      help: t('the group that others are held against'),
    },
    worst: { type: 'string', value: t('RATE'), help: t('search the slices that are worst by this rate') },
    task: { type: 'string', value: 'T', help: t('binary, classes or regression; the labels say it without') },
    ...versusOptions,
    policy: {
      type: 'boolean',
      help: t('judge by the limits in config.yaml; exit code 1 where they do not hold'),
    },
    format: { type: 'string', value: 'F', help: t('csv, parquet or json; else the name says it') },
  },
  notes: [
    t(
      'Intervals are 95 %: Wilson for rates, a seeded bootstrap for differences and ratios, DeLong for AUC. The same\nfile and settings always give the same digits. 0/0 is undefined and rows without a group are a slice of their own.',
    ),
    t('With --policy, “not enough data” is no pass: the exit code is 1 too.'),
  ],
  run: printFairness,
};

async function printFairness(call: Call): Promise<number> {
  const { query, settings, policy } = fairnessOptions(call);
  const counts = shortNames(
    await askData(
      call,
      (percent) => t('Counting: {0} %', percent),
      async (data, heard) => await data.fairness(query, heard),
    ),
    call.cwd,
  );
  const verdict = policy && policyVerdict(counts, policy, { ...settings, now: call.terminal.now() });
  const report = { ...fairnessReport(counts, settings), policy: verdict ?? null };
  const comparison = await compareWith(call, query, counts, settings);
  const { terminal } = call;
  if (call.json)
    await terminal.print(`${JSON.stringify({ ...report, ...(comparison && { comparison }) })}\n`);
  else
    await terminal.print(
      fairnessText(report, headline(counts, settings)) + (comparison ? versusText(comparison) : ''),
    );
  for (const { where, message } of [...report.problems, ...(comparison?.problems ?? [])])
    await terminal.tell(`cairn: ${where}: ${message}\n`);
  return verdict === undefined || verdict.verdict === 'within' ? 0 : 1;
}

/** With names as somebody in this folder would write them. */
function shortNames(counts: FairnessCounts, cwd: string): FairnessCounts {
  const short = (file: string) => {
    const relative = path.relative(cwd, file);
    return path.isAbsolute(file) && relative !== '' && !relative.startsWith('..') ? relative : file;
  };
  return {
    ...counts,
    problems: counts.problems.map((problem) => ({ ...problem, where: short(problem.where) })),
  };
}
