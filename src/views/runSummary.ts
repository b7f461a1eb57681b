/** A run as text whose lines can be compared with another run's: the same order and one fact a line. */
import { formatDuration, formatSize, nbsp } from '../base/format.ts';
import type { RunDetail } from '../protocol/runShape.ts';

export function runSummary(run: RunDetail): string {
  const git = run.git;
  const python = run.interpreter;
  return [
    section('run', [
      ['name', run.name],
      ['script', run.script],
      ['command', run.command.join(' ')],
      ['experiment', run.experiment],
      ['status', run.status],
      ['took', run.ended === null ? null : formatDuration(run.ended - run.started)],
      ['note', run.note],
    ]),
    section('params', Object.entries(run.params)),
    section(
      'metrics',
      Object.entries(run.metrics)
        .filter(([key]) => !key.startsWith('system/'))
        .map(([key, { last, best }]) => [
          key,
          `${String(last)}  (best ${best === null ? '–' : String(best)})`,
        ]),
    ),
    section('tags', Object.entries(run.tags)),
    section(
      'data',
      run.datasets.map(({ name, role, version }) => [
        name,
        [version, role].filter((part) => part !== null).join(', '),
      ]),
    ),
    section('code', [
      ['script hash', run.scriptHash],
      ['commit', git?.commit],
      ['branch', git?.branch],
      [
        'uncommitted',
        git ? `${String(git.changedFiles)} files, ${String(git.changedLines)} lines` : undefined,
      ],
    ]),
    section('environment', [
      ['interpreter', python?.version],
      ['packages', python ? String(python.packages) : undefined],
      ...Object.entries(python?.notable ?? {}),
      ['os', run.machine.os],
      ['cpu', `${run.machine.cpu}, ${String(run.machine.cores)} cores`],
      ['memory', formatSize(run.machine.memory)],
      ['gpu', run.gpus.join(', ')],
      ['host', run.host],
      ...Object.entries(run.environment),
    ]),
    section(
      'artifacts',
      run.artifacts.map(({ path, size, sha256 }) => [
        path,
        `${formatSize(size)}  ${sha256?.slice(0, 7) ?? ''}`,
      ]),
    ),
  ].join('\n');
}

type Fact = readonly [name: string, value: string | null | undefined];

function section(title: string, facts: readonly Fact[]): string {
  const own = title === 'params' || title === 'metrics' || title === 'tags' || title === 'artifacts';
  const lines = facts
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `  ${oneLine(name)}: ${oneLine(value ?? '')}`);
  // Names that people choose come in any order; sorted, equal ones stand on equal lines.
  return [`${title}:`, ...(own ? lines.sort() : lines), ''].join('\n');
}

function oneLine(text: string): string {
  // An editor marks no-break spaces as suspicious.
  return text
    .replace(/\s*\n\s*/g, ' ⏎ ')
    .replaceAll(nbsp, ' ')
    .trimEnd();
}
