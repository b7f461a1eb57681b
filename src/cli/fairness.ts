/** `cairn fairness`: how a model treats groups of people, from the predictions that it wrote; and whether a policy holds. */
import path from 'node:path';
import { t } from '../base/l10n.ts';
import type { Asking, DataProcess } from '../data/dataProcess.ts';
import { finding } from '../fairness/headline.ts';
import { judgeFairness } from '../fairness/judgeFairness.ts';
import { remedy } from '../fairness/remedy.ts';
import type { ColumnFacts } from '../fairness/proposeColumns.ts';
import type { DataSource } from '../protocol/dataSource.ts';
import type { FairnessCounts } from '../protocol/fairnessCounts.ts';
import { askData } from './askData.ts';
import type { Call, Command } from './command.ts';
import { fairnessJoin } from './fairnessJoin.ts';
import { fairnessOptions, type FairnessOptions } from './fairnessOptions.ts';
import { fairnessSubject, type FairnessSubject } from './fairnessSubject.ts';
import { fairnessText, type Told } from './fairnessText.ts';
import { compareWith, versusOptions, versusText } from './fairnessVersus.ts';
import { keep, runToKeepWith, stampsOf } from './keepFairness.ts';

const column = { type: 'string', value: t('COLUMN') } as const;

export const fairness: Command = {
  name: 'fairness',
  summary: t('judge predictions by group: rates with intervals, disparities, limits of config.yaml'),
  operands: '[FILE…]',
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
    join: {
      type: 'string',
      value: t('DATA'),
      help: t('file or dataset of the catalog that holds further groups'),
    },
    'join-id': { ...column, help: t('its id; as --id without it') },
    'join-group': {
      type: 'string',
      multiple: true,
      value: 'A,B',
      help: t('its columns of groups; of a dataset those that it calls sensitive'),
    },
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
    run: {
      type: 'string',
      value: t('RUN'),
      help: t('the run that wrote the predictions; it says which columns are what'),
    },
    keep: {
      type: 'boolean',
      help: t(
        'keep the report with that run, with the runs that made its model, and with registered versions',
      ),
    },
    columns: {
      type: 'string',
      value: 'JSON',
      help: t('all of these columns at once, as a kept report has them under “query”'),
    },
    format: { type: 'string', value: 'F', help: t('csv, parquet or json; else the name says it') },
  },
  notes: [
    t('Without FILE the predictions of the newest run that named some are judged, or those of --run RUN.'),
    t(
      'Intervals are 95 %: Wilson for rates, a seeded bootstrap for differences, ratios and AUC; with --versus DeLong for\ndifferences of AUC. The same file and settings always give the same digits. 0/0 is undefined and rows without\na group are a slice of their own.',
    ),
    t('With --policy, “not enough data” is no pass: the exit code is 1 too.'),
  ],
  run: printFairness,
};

async function printFairness(call: Call): Promise<number> {
  const subject = await fairnessSubject(call);
  const join = await fairnessJoin(call);
  const { terminal } = call;
  if (call.flags.has('keep')) runToKeepWith(subject);
  if (call.operands.length === 0 && subject.run !== undefined)
    await terminal.tell(`cairn: ${t('judging {0} of {1}', shortName(call, subject), subject.run.name)}\n`);
  const before = call.flags.has('keep') ? await stampsOf(subject.files) : undefined;
  const { counts, options } = await askData(
    call,
    (percent) => t('Counting: {0} %', percent),
    async (data, heard) => {
      const facts = subject.told ? await factsOf(data, { files: [...subject.files] }, heard) : [];
      const options = fairnessOptions(call, { ...subject, join }, facts);
      return { options, counts: shortNames(await data.fairness(options.query, heard), call.cwd) };
    },
  );
  const judgement = { settings: options.settings, policy: options.policy, now: terminal.now() };
  const report = judgeFairness(counts, judgement);
  if (before !== undefined) await keep(call, { subject, before, counts, judgement, query: options.query });
  const comparison = await compareWith(call, options.query, counts, options.settings);
  if (call.json)
    await terminal.print(`${JSON.stringify({ ...report, ...(comparison && { comparison }) })}\n`);
  else
    await terminal.print(
      fairnessText(report, toldOf(counts, options)) + (comparison ? versusText(comparison) : ''),
    );
  for (const { where, line, message } of [...report.problems, ...(comparison?.problems ?? [])])
    await terminal.tell(`cairn: ${where}${line === undefined ? '' : `:${String(line)}`}: ${message}\n`);
  return !call.flags.has('policy') || report.policy?.verdict === 'within' ? 0 : 1;
}

/** What was found, and what it would take: as the page says it. */
function toldOf(counts: FairnessCounts, { settings, policy }: FairnessOptions): Told {
  const found = finding(counts, settings, policy);
  return {
    sentence: found.text,
    remedy: remedy({ counts, shown: counts, finding: found, policy: policy ?? null, settings }),
  };
}

function shortName({ cwd }: Call, { files: [file = ''] }: FairnessSubject): string {
  return path.relative(cwd, file);
}

async function factsOf(data: DataProcess, source: DataSource, heard: Asking): Promise<ColumnFacts[]> {
  const { columns } = await data.profile(source, heard.signal && { signal: heard.signal });
  return columns.map(({ name, kind, distinct }) => ({ name, kind, distinct }));
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
