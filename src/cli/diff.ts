/** `cairn diff`: what differs between two runs, and so may explain why one is better. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { codeOf, UserError } from '../base/errors.ts';
import { formatDifference, formatNumber, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { fromJsonNumber } from '../protocol/runShape.ts';
import type { JsonNumber, RunDetail } from '../protocol/runShape.ts';
import { runDir, runPaths } from '../storage/layout.ts';
import type { Call, Command } from './command.ts';
import { openTwo } from './openRuns.ts';
import { cellText, textTable } from './textTable.ts';

export const diff: Command = {
  name: 'diff',
  summary: t('show what differs between two runs'),
  operands: 'RUN RUN',
  options: {},
  notes: [
    t('Params, metrics (their last values), code, data and environment. What is the same is left out.'),
  ],
  run: async (call) => {
    if (call.operands.length !== 2)
      throw new UserError('usage', t('Name two runs.'), t('See cairn diff --help.'));
    const [a, b] = await openTwo(call);
    const found = await difference(a, b, call);
    if (call.json) await call.terminal.print(`${JSON.stringify(found)}\n`);
    else await call.terminal.print(sheet(found));
    return 0;
  },
};

/** A value that one run has and the other has not, or has otherwise; null: has not. */
interface Change<T> {
  readonly key: string;
  readonly a: T | null;
  readonly b: T | null;
}

interface Difference {
  readonly a: { readonly id: string; readonly name: string };
  readonly b: { readonly id: string; readonly name: string };
  readonly params: readonly Change<string>[];
  readonly metrics: readonly Change<JsonNumber>[];
  readonly tags: readonly Change<string>[];
  readonly code: readonly Change<string>[];
  readonly data: readonly Change<string>[];
  readonly environment: readonly Change<string>[];
  readonly packages: readonly Change<string>[];
}

async function difference(a: RunDetail, b: RunDetail, call: Call): Promise<Difference> {
  const last = (run: RunDetail) =>
    Object.entries(run.metrics).map(([key, { last: value }]) => [key, value] as const);
  const data = (run: RunDetail) =>
    run.datasets.map(({ name, role, version }) => [name, `${version ?? ''} ${role ?? ''}`.trim()] as const);
  const [patchA, patchB] = await readBoth(a, b, 'patch', call);
  const [packagesA, packagesB] = await readBoth(a, b, 'packages', call);
  return {
    a: { id: a.id, name: a.name },
    b: { id: b.id, name: b.name },
    params: changes(Object.entries(a.params), Object.entries(b.params)),
    metrics: changes(last(a), last(b)).filter(({ key }) => !key.startsWith('system/')),
    tags: changes(Object.entries(a.tags), Object.entries(b.tags)),
    code: changes(codeFacts(a, patchA), codeFacts(b, patchB)),
    data: changes(data(a), data(b)),
    environment: changes(environmentFacts(a), environmentFacts(b)),
    packages: changes(packageFacts(packagesA), packageFacts(packagesB)),
  };
}

/** Keys of `a` in their order, then those that only `b` has. */
function changes<T>(
  a: readonly (readonly [string, T])[],
  b: readonly (readonly [string, T])[],
): readonly Change<T>[] {
  const [left, right] = [new Map(a), new Map(b)];
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys]
    .map((key) => ({ key, a: left.get(key) ?? null, b: right.get(key) ?? null }))
    .filter((change) => change.a !== change.b);
}

function codeFacts(run: RunDetail, patch: string): [string, string][] {
  const facts: [string, string | null | undefined][] = [
    ['script', run.script],
    ['script content', run.scriptHash],
    ['commit', run.git?.commit],
    ['branch', run.git?.branch],
    ['uncommitted changes', patch === '' ? undefined : digestOf(patch)],
    ['command', run.command.join(' ')],
  ];
  return facts.flatMap(([key, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[key, value]],
  );
}

function environmentFacts(run: RunDetail): [string, string][] {
  return [
    ['interpreter', run.interpreter?.version ?? missing],
    ['host', run.host],
    ['os', `${run.machine.os} ${run.machine.arch}`],
    ['cpu', `${run.machine.cores} × ${run.machine.cpu}`],
    ['gpus', run.gpus.join(', ') || missing],
    ...Object.entries(run.environment).map(([key, value]): [string, string] => [`$${key}`, value]),
  ];
}

/** Short, and different for different changes. */
function digestOf(patch: string): string {
  return createHash('sha256').update(patch).digest('hex').slice(0, 12);
}

/** `name==version` lines. */
function packageFacts(text: string): [string, string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('==');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 2)]];
  });
}

async function readBoth(
  a: RunDetail,
  b: RunDetail,
  file: 'patch' | 'packages',
  { layout }: Call,
): Promise<readonly [string, string]> {
  const read = async (run: RunDetail) => await readText(runPaths(runDir(layout, run.id))[file]);
  return [await read(a), await read(b)];
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

function sheet({ a, b, metrics, ...others }: Difference): string {
  const text = (value: string | null) => cellText(value ?? missing);
  const number = (value: JsonNumber | null) => formatNumber(value === null ? null : fromJsonNumber(value));
  const sections: [string, string[][], boolean][] = [
    [
      t('Metrics'),
      metrics.map((change) => [cellText(change.key), number(change.a), number(change.b), step(change)]),
      true,
    ],
    ...[
      [t('Params'), others.params] as const,
      [t('Tags'), others.tags] as const,
      [t('Code'), others.code] as const,
      [t('Data'), others.data] as const,
      [t('Environment'), others.environment] as const,
      [t('Packages'), others.packages] as const,
    ].map(([title, found]): [string, string[][], boolean] => [
      title,
      found.map((change) => [cellText(change.key), text(change.a), text(change.b)]),
      false,
    ]),
  ];
  const parts = sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows, numbers]) => {
      const head = [title, cellText(a.name), cellText(b.name)];
      const body = rows.map(([key = '', ...cells]) => [`  ${key}`, ...cells]);
      return textTable([head, ...body], numbers ? ['left', 'right', 'right', 'right'] : []);
    });
  return parts.length === 0 ? `${t('Nothing that is recorded differs.')}\n` : `${parts.join('\n\n')}\n`;
}

function step({ a, b }: Change<JsonNumber>): string {
  if (a === null || b === null) return '';
  const difference = fromJsonNumber(b) - fromJsonNumber(a);
  return Number.isFinite(difference) ? formatDifference(difference) : '';
}
