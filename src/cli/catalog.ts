/** `cairn catalog`: the datasets and features of a folder, and whether their files hold together. */
import { UserError } from '../base/errors.ts';
import { missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { datasetShapeOf, featureShapeOf } from '../catalog/catalogShapes.ts';
import { problemShapeOf, type CatalogProblem } from '../catalog/judgeCatalog.ts';
import { readCatalog, type Catalog } from '../catalog/readCatalog.ts';
import type { CatalogResult } from '../protocol/catalogShape.ts';
import type { Dataset } from '../records/dataset.ts';
import type { Feature } from '../records/feature.ts';
import type { Call, Command } from './command.ts';
import { suggest } from '../base/suggest.ts';
import { textTable } from './textTable.ts';

export const catalog: Command = {
  name: 'catalog',
  summary: t('list and check datasets and features'),
  operands: 'ls | show NAME… | check',
  options: {
    strict: { type: 'boolean', help: t('with check: warnings count as errors') },
  },
  notes: [
    t('Exit code 1: check found errors, or show did not find a name. Exit code 2: a file could not be read.'),
  ],
  run: answer,
};

async function answer(call: Call): Promise<number> {
  const [what, ...names] = call.operands;
  const act = what === undefined ? undefined : acts.get(what);
  if (act === undefined || names.length > 0 !== (act === show))
    throw new UserError(
      'usage',
      t('cairn catalog takes ls, show NAME or check.'),
      t('See cairn catalog --help.'),
    );
  return await act(call, await readCatalog(call.layout), names);
}

const acts = new Map([
  ['ls', list],
  ['show', show],
  ['check', check],
]);

async function list({ json, terminal }: Call, found: Catalog): Promise<number> {
  if (json) await terminal.print(`${JSON.stringify(shapeOf(found))}\n`);
  else {
    const row = (kind: string, name: string, { owner, description }: Dataset | Feature) => [
      kind,
      name,
      owner ?? missing,
      firstLine(description),
    ];
    const rows = [
      ...[...found.datasets].map(([name, entry]) => row(t('dataset'), name, entry)),
      ...[...found.features].map(([name, entry]) => row(t('feature'), name, entry)),
    ];
    if (rows.length > 0) await terminal.print(`${textTable(rows)}\n`);
  }
  return await unread({ terminal }, found);
}

async function show({ json, terminal }: Call, found: Catalog, names: readonly string[]): Promise<number> {
  const { datasets, features, problems } = shapeOf(found);
  const chosen = {
    datasets: datasets.filter(({ name }) => names.includes(name)),
    features: features.filter(({ name }) => names.includes(name)),
  };
  const lost = names.filter((name) => !found.datasets.has(name) && !found.features.has(name));
  if (json) await terminal.print(`${JSON.stringify({ ...chosen, problems })}\n`);
  else
    for (const { name, versions, ...entry } of [
      ...chosen.datasets,
      ...chosen.features.map((one) => ({ ...one, versions: [] })),
    ]) {
      const facts = Object.entries(entry).flatMap(([key, value]) =>
        value === null || (Array.isArray(value) && value.length === 0) ? [] : [[`  ${key}`, textOf(value)]],
      );
      const seen = versions.map(({ version, hash, seen: when }) => [
        `  v${String(version)}`,
        `${hash.slice(0, 12)}  ${when ?? ''}`.trimEnd(),
      ]);
      await terminal.print(`${name}\n${textTable([...facts, ...seen])}\n`);
    }
  for (const name of lost) {
    const meant = suggest(name, [...found.datasets.keys(), ...found.features.keys()]);
    const next =
      meant === undefined ? t('cairn catalog ls lists what there is.') : t('Did you mean “{0}”?', meant);
    await terminal.tell(`${t('cairn: There is no dataset or feature “{0}”. {1}', name, next)}\n`);
  }
  return lost.length > 0 ? 1 : await unread({ terminal }, found);
}

async function check({ json, terminal, flags }: Call, found: Catalog): Promise<number> {
  const { problems } = found;
  const wrong = problems.filter(({ level }) => level !== 'warning' || flags.has('strict'));
  const shown = shapeOf(found).problems;
  if (json) await terminal.print(`${JSON.stringify({ ok: wrong.length === 0, problems: shown })}\n`);
  else {
    for (const problem of problems) await terminal.print(`${lineOf(problem)}\n`);
    const counts = t(
      '{0} datasets, {1} features, {2} errors, {3} warnings',
      found.datasets.size,
      found.features.size,
      problems.filter(({ level }) => level !== 'warning').length,
      problems.filter(({ level }) => level === 'warning').length,
    );
    await terminal.print(`${counts}\n`);
  }
  return found.unread ? 2 : wrong.length > 0 ? 1 : 0;
}

/** Says which files could not be read at all. */
async function unread({ terminal }: Pick<Call, 'terminal'>, found: Catalog): Promise<number> {
  for (const problem of found.problems)
    if (problem.level !== 'warning') await terminal.tell(`cairn: ${lineOf(problem)}\n`);
  return found.unread ? 2 : 0;
}

function lineOf({ where, line, column, level, message }: CatalogProblem): string {
  const kind = level === 'warning' ? t('warning') : t('error');
  return `.cairn/${where}:${String(line)}:${String(column)}: ${kind}: ${message}`;
}

function shapeOf({ datasets, features, problems }: Catalog): CatalogResult {
  return {
    datasets: [...datasets].map(([name, entry]) => datasetShapeOf(name, entry)),
    features: [...features].map(([name, entry]) => featureShapeOf(name, entry)),
    problems: problems.map(problemShapeOf),
  };
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => String(one ?? missing)).join(', ') : String(value);
}

function firstLine(text: string | undefined): string {
  return text?.split('\n', 1)[0]?.trim() ?? missing;
}
