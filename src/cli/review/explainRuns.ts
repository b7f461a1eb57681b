/** What a page about a script says of its objective and its runs. */
import path from 'node:path';
import { formatAge, formatNumber, missing } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import { fromJsonNumber, type JsonNumber } from '../../protocol/jsonNumber.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import type { CairnConfig } from '../../records/config.ts';
import { code, fenced, fileLink, plain } from '../../review/markdownText.ts';
import { runDir } from '../../storage/layout.ts';
import type { Call } from '../command.ts';
import { goalRow } from '../goalRow.ts';

export function goalLines(
  { objective, objectives = [] }: CairnConfig,
  best: RunDetail | undefined,
): string[] {
  const goals = [...(objective === undefined ? [] : [objective]), ...objectives];
  const asked = goals.map(({ metric, direction, target }) => {
    const sense =
      direction === undefined
        ? ''
        : direction === 'maximize'
          ? t(', larger is better')
          : t(', smaller is better');
    return `- ${code(metric)}${sense}${target === undefined ? '' : t(', target {0}', formatNumber(target))}`;
  });
  if (goals.length === 0) {
    const guessed = best?.objective ?? undefined;
    asked.push(
      guessed === undefined
        ? t('None is set: {0} in .cairn/config.yaml says which metric decides.', code('objective:'))
        : t(
            'None is set, so runs are told apart by {0}: {1} in .cairn/config.yaml says which metric decides.',
            code(guessed.key),
            code('objective:'),
          ),
    );
  }
  const checks = (best?.goals ?? []).map((goal) => {
    const [what = '', limit = '', found = '', verdict = ''] = goalRow(goal);
    return `- ${t('{0}: {1}; the best run has {2}: {3}', code(what), limit, found, verdict)}`;
  });
  return checks.length === 0 ? asked : [...asked, '', ...checks];
}

export function howToRun({ layout }: Call, script: string, run: RunDetail | undefined): string[] {
  if (run === undefined)
    return [
      t('It has no runs yet. This records one:'),
      '',
      ...fenced([`cairn run -- python3 ${word(script)}`], 'sh'),
    ];
  const inside = path.relative(layout.folder, run.cwd);
  const folder = inside === '' || inside.startsWith('..') || path.isAbsolute(inside) ? [] : ['-C', inside];
  const [program = '', ...rest] = run.command;
  // Another machine has its Python elsewhere.
  const command = ['cairn', 'run', ...folder, '--', path.basename(program), ...rest].map(word).join(' ');
  const params = Object.entries(run.params).slice(0, mostParams);
  return [
    run.isBest ? t('As its best run was made:') : t('As its latest run was made:'),
    '',
    ...fenced([command], 'sh'),
    ...(params.length === 0
      ? []
      : ['', t('Its params: {0}', params.map(([key, value]) => code(`${key}=${value}`)).join(', '))]),
  ];
}

export function runLines(call: Call, runs: readonly RunDetail[], best: RunDetail | undefined): string[] {
  const { terminal } = call;
  const [latest] = runs;
  if (latest === undefined)
    return [t('There are none: {0} and the lenses in the editor record them.', code('cairn run'))];
  const told = (title: string, run: RunDetail) =>
    `- ${title}: ${runLink(call, run)} (${code(run.id)}), ${run.status}, ${formatAge(run.started, terminal.now())}`;
  const shown = best === undefined || best.id === latest.id ? [latest] : [best, latest];
  const keys = [...new Set(shown.flatMap((run) => Object.keys(run.metrics)))].slice(0, mostMetrics);
  const table =
    keys.length === 0
      ? [t('No metrics are recorded of them.')]
      : [
          `| ${[t('Metric'), ...shown.map(({ name }) => plain(name))].join(' | ')} |`,
          `| --- |${' ---: |'.repeat(shown.length)}`,
          ...keys.map((key) => `| ${[plain(key), ...shown.map((run) => metric(run, key))].join(' | ')} |`),
        ];
  return [
    best === undefined
      ? `- ${t('No run is the best: none has the metric that decides.')}`
      : told(t('Best'), best),
    told(t('Latest'), latest),
    '',
    ...table,
  ];
}

/** To what is recorded of it; the editor opens its page instead. */
export function runLink({ layout }: Call, { id, name }: Pick<RunDetail, 'id' | 'name'>): string {
  return fileLink(name, path.relative(layout.folder, runDir(layout, id)).replaceAll(path.sep, '/'));
}

/** The best value where there is a better one, else the last. */
function metric({ metrics }: RunDetail, key: string): string {
  const found = metrics[key];
  const value: JsonNumber | undefined = found?.best ?? found?.last;
  return value === undefined ? missing : formatNumber(fromJsonNumber(value));
}

function word(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /^[\w./:=@%+,-]+$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}

const mostParams = 30;
const mostMetrics = 20;
