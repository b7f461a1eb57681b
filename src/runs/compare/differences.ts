/** What differs between runs, and so may explain why one is better: one row a fact, one value a run. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { codeOf } from '../../base/errors.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { runDir, runPaths, type Layout } from '../../storage/layout.ts';

export const sectionIds = ['params', 'metrics', 'tags', 'data', 'code', 'environment', 'packages'] as const;
export type SectionId = (typeof sectionIds)[number];

export interface DifferenceRow {
  readonly key: string;
  /** One for each run; null: the run does not have it. Metrics are their last values. */
  readonly values: readonly (string | number | null)[];
}

export interface DifferenceSection {
  readonly id: SectionId;
  readonly rows: readonly DifferenceRow[];
  /** Facts that all runs have alike. */
  readonly same: number;
}

export interface ComparedRun {
  readonly detail: RunDetail;
  /** Uncommitted changes; empty: none, or none were kept. */
  readonly patch: string;
  /** `name==version` lines; empty: none were kept. */
  readonly packages: string;
}

/** What the run's folder holds besides its record; of runs of other tools nothing. */
export async function comparedRun(layout: Layout, detail: RunDetail): Promise<ComparedRun> {
  const paths = runPaths(runDir(layout, detail.id));
  const [patch, packages] = await Promise.all([readText(paths.patch), readText(paths.packages)]);
  return { detail, patch, packages };
}

/** Every section, also those without a row. Metrics of the machine (`system/`) are left out: they always differ. */
export function differences(runs: readonly ComparedRun[]): DifferenceSection[] {
  return sectionIds.map((id) => {
    const columns = runs.map((run) => new Map<string, string | number>(factsOf[id](run)));
    const keys = new Set(columns.flatMap((column) => [...column.keys()]));
    const all = [...keys].map((key) => ({ key, values: columns.map((column) => column.get(key) ?? null) }));
    const rows = all.filter(({ values }) => values.some((value) => value !== values[0]));
    return { id, rows, same: all.length - rows.length };
  });
}

type Facts = readonly (readonly [string, string | number])[];

const factsOf: Readonly<Record<SectionId, (run: ComparedRun) => Facts>> = {
  params: ({ detail }) => Object.entries(detail.params),
  metrics: ({ detail }) =>
    Object.entries(detail.metrics)
      .filter(([key]) => !key.startsWith('system/'))
      .map(([key, { last }]) => [key, last] as const),
  tags: ({ detail }) => Object.entries(detail.tags),
  data: ({ detail }) =>
    detail.datasets.map(
      ({ name, role, version }) => [name, `${version ?? ''} ${role ?? ''}`.trim()] as const,
    ),
  code: ({ detail, patch }) =>
    known([
      ['script', detail.script],
      ['script content', detail.scriptHash],
      ['commit', detail.git?.commit],
      ['branch', detail.git?.branch],
      ['uncommitted changes', patch === '' ? undefined : digestOf(patch)],
      ['command', detail.command.length === 0 ? undefined : detail.command.join(' ')],
    ]),
  environment: ({ detail }) =>
    known([
      ['interpreter', detail.interpreter?.version],
      ['host', detail.host],
      ['os', `${detail.machine.os} ${detail.machine.arch}`.trim()],
      ['cpu', detail.machine.cpu === '' ? undefined : `${detail.machine.cores} × ${detail.machine.cpu}`],
      ['gpus', detail.gpus.join(', ')],
      ...Object.entries(detail.environment).map(([key, value]): [string, string] => [`$${key}`, value]),
    ]),
  packages: ({ packages }) =>
    packages.split('\n').flatMap((line) => {
      const at = line.indexOf('==');
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 2)] as const];
    }),
};

function known(facts: readonly (readonly [string, string | null | undefined])[]): Facts {
  return facts.flatMap(([key, value]) =>
    value === null || value === undefined || value === '' ? [] : [[key, value] as const],
  );
}

/** Short, and different for different changes. */
function digestOf(patch: string): string {
  return createHash('sha256').update(patch).digest('hex').slice(0, 12);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return '';
    throw error;
  }
}
