/** `cairn diff`: what differs between two runs, and so may explain why one is better. */
import { UserError } from '../base/errors.ts';
import { formatDifference, formatNumber, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { fromJsonNumber, jsonNumber } from '../protocol/jsonNumber.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import type { JsonNumber } from '../protocol/jsonNumber.ts';
import { comparedRun, differences, type SectionId } from '../runs/compare/differences.ts';
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

async function difference(a: RunDetail, b: RunDetail, { layout }: Call): Promise<Difference> {
  const compared = [await comparedRun(layout, a), await comparedRun(layout, b)];
  const found = new Map(differences(compared).map(({ id, rows }) => [id, rows]));
  const texts = (id: SectionId) =>
    (found.get(id) ?? []).map(({ key, values: [left = null, right = null] }) => ({
      key,
      a: left === null ? null : String(left),
      b: right === null ? null : String(right),
    }));
  return {
    a: { id: a.id, name: a.name },
    b: { id: b.id, name: b.name },
    params: texts('params'),
    metrics: (found.get('metrics') ?? []).map(({ key, values: [left = null, right = null] }) => ({
      key,
      a: jsonNumber.nullable().parse(left),
      b: jsonNumber.nullable().parse(right),
    })),
    tags: texts('tags'),
    code: texts('code'),
    data: texts('data'),
    environment: texts('environment'),
    packages: texts('packages'),
  };
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
