/** `cairn catalog`: the datasets and features of a folder, and whether their files hold together. */
import { counted } from '../base/counted.ts';
import { UserError } from '../base/errors.ts';
import { missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { problemShapeOf, type CatalogProblem } from '../catalog/judgeCatalog.ts';
import { readCatalog, type Catalog } from '../catalog/readCatalog.ts';
import type { CatalogResult, ListedDataset, ListedFeature } from '../protocol/catalogShape.ts';
import type { Call, Command } from './command.ts';
import { suggest } from '../base/suggest.ts';
import { add, diff, recordOf } from './catalogData.ts';
import { changedText, diskText, listedDatasets, modelText } from './listedDatasets.ts';
import { printUnused } from './catalogUnused.ts';
import { listedFeatures } from './featureUsage.ts';
import { textTable } from './textTable.ts';

export const catalog: Command = {
  name: 'catalog',
  summary: t('list and check datasets and features, and who uses them'),
  operands: 'ls | show NAME… | check | unused | add PATH | record NAME | diff NAME [V [V]]',
  options: {
    name: { type: 'string', value: 'N', help: t('with add: its name; else that of its file') },
    outside: { type: 'boolean', help: t('read data that lies outside of the folder') },
    network: { type: 'boolean', help: t('fetch data whose location is a URL') },
    owner: { type: 'string', value: 'O', help: t('with add: who answers for it') },
    strict: { type: 'boolean', help: t('with check: warnings count as errors') },
  },
  notes: [
    t(
      'ls, show and check read data that is new or changed, to tell its version; Ctrl+C leaves it unread.\nadd and record give what is on disk a version number; diff compares two versions, or one with what is on disk.',
    ),
    t('Exit code 1: check found errors, or show did not find a name. Exit code 2: a file could not be read.'),
  ],
  run: answer,
};

async function answer(call: Call): Promise<number> {
  const [what, ...names] = call.operands;
  const data = what === undefined ? undefined : onData.get(what);
  if (data !== undefined) return await data(call, names);
  const act = what === undefined ? undefined : acts.get(what);
  if (act === undefined || names.length > 0 !== (act === show))
    throw new UserError(
      'usage',
      t('cairn catalog takes ls, show NAME, check, unused, add PATH, record NAME or diff NAME.'),
      t('See cairn catalog --help.'),
    );
  return await act(call, await readCatalog(call.layout), names);
}

const acts = new Map([
  ['ls', list],
  ['show', show],
  ['check', check],
  ['unused', unused],
]);

const onData = new Map([
  ['add', add],
  ['record', recordOf],
  ['diff', diff],
]);

async function list(call: Call, found: Catalog): Promise<number> {
  const { json, terminal } = call;
  const datasets = await listedDatasets(call, found, null);
  const features = await listedFeatures(call, found);
  if (json) await terminal.print(`${JSON.stringify(shapeOf(found, datasets, features))}\n`);
  else {
    const row = (
      kind: string,
      name: string,
      { owner, description }: Pick<ListedFeature, 'owner' | 'description'>,
      used = '',
    ) => [kind, name, owner ?? missing, firstLine(description), used];
    const rows = [
      ...datasets.map((entry) => row(t('dataset'), entry.name, entry, diskText(entry))),
      ...features.map((entry) => row(t('feature'), entry.name, entry, usedText(entry))),
    ];
    if (rows.length > 0) await terminal.print(`${textTable(rows)}\n`);
  }
  return await unread({ terminal }, found);
}

async function show(call: Call, found: Catalog, names: readonly string[]): Promise<number> {
  const { json, terminal } = call;
  const { datasets, features, problems } = shapeOf(
    found,
    await listedDatasets(call, found, names),
    await listedFeatures(call, found),
  );
  const chosen = {
    datasets: datasets.filter(({ name }) => names.includes(name)),
    features: features.filter(({ name }) => names.includes(name)),
  };
  const lost = names.filter((name) => !found.datasets.has(name) && !found.features.has(name));
  if (json) await terminal.print(`${JSON.stringify({ ...chosen, problems })}\n`);
  else
    for (const { name, versions, ...entry } of [
      ...chosen.datasets.map(({ disk, otherRuns, ...one }) => ({
        ...{
          ...one,
          'on disk': diskText({ disk, location: one.location, versions: one.versions }),
          changed: changedText(disk),
          why: disk.why,
        },
        'other runs': otherRuns.map(({ name }) => name),
      })),
      ...chosen.features.map(({ usedBy, ...one }) => ({
        ...{ ...one, 'used by': usedText({ usedBy }), models: usedBy.modelNames },
        ...{ evidence: usedBy.newestRuns.map(evidenceLine), versions: [] },
      })),
    ]) {
      const facts = Object.entries(entry).flatMap(([key, value]) =>
        value === null || (Array.isArray(value) && value.length === 0) ? [] : [[`  ${key}`, textOf(value)]],
      );
      const seen = versions.map(({ version, hash, seen: when, runs, models }) => [
        `  v${String(version)}`,
        [hash.slice(0, 12), when ?? '', ...runs.map((run) => run.name), ...models.map(modelText)]
          .filter((part) => part !== '')
          .join('  '),
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

async function check(call: Call, found: Catalog): Promise<number> {
  const { json, terminal, flags } = call;
  const listed = await listedDatasets(call, found, null);
  const problems = [...found.problems, ...dataWarnings(listed, found)];
  const wrong = problems.filter(({ level }) => level !== 'warning' || flags.has('strict'));
  const shown = problems.map(problemShapeOf);
  if (json) await terminal.print(`${JSON.stringify({ ok: wrong.length === 0, problems: shown })}\n`);
  else {
    for (const problem of problems) await terminal.print(`${lineOf(problem)}\n`);
    const warnings = problems.filter(({ level }) => level === 'warning').length;
    const counts = [
      counted(found.datasets.size, t('1 dataset'), (n) => t('{0} datasets', n)),
      counted(found.features.size, t('1 feature'), (n) => t('{0} features', n)),
      counted(problems.length - warnings, t('1 error'), (n) => t('{0} errors', n)),
      counted(warnings, t('1 warning'), (n) => t('{0} warnings', n)),
    ];
    await terminal.print(`${counts.join(', ')}\n`);
  }
  // No problem of the catalog: where a check runs, data that is kept out of git often is not.
  for (const { name, disk } of listed)
    if (disk.state === 'lost' && disk.why !== null)
      await terminal.tell(`cairn: ${t('“{0}” was not looked at: {1}', name, disk.why)}\n`);
  return found.unread ? 2 : wrong.length > 0 ? 1 : 0;
}

/** Data that is not what was trained on, or older than it may be, at the line of its dataset. */
function dataWarnings(listed: readonly ListedDataset[], found: Catalog): CatalogProblem[] {
  return listed.flatMap(({ name, behind, disk }) => {
    const at = { where: 'datasets.yaml', level: 'warning' as const, ...found.datasetAt([name]) };
    const old = disk.isStale ? [t('The data of “{0}” is older than its freshness limit.', name)] : [];
    return [...behind, ...old].map((message) => ({ ...at, message }));
  });
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

function shapeOf({ problems }: Catalog, datasets: ListedDataset[], features: ListedFeature[]): CatalogResult {
  return {
    datasets,
    features,
    problems: problems.map(problemShapeOf),
  };
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => String(one ?? missing)).join(', ') : String(value);
}

/** `12 runs, 2 model versions` */
function usedText({ usedBy: { runs, models } }: Pick<ListedFeature, 'usedBy'>): string {
  if (runs === 0 && models === 0) return t('unused');
  const inRuns = runs === 1 ? t('1 run') : t('{0} runs', runs);
  if (models === 0) return inRuns;
  return `${inRuns}, ${models === 1 ? t('1 model version') : t('{0} model versions', models)}`;
}

/** `calm-owl: signature, script train.py:12` */
function evidenceLine({ name, evidence }: ListedFeature['usedBy']['newestRuns'][number]): string {
  return `${name}: ${evidence.map(({ by, where }) => (where === null ? by : `${by} ${where}`)).join(' + ')}`;
}

async function unused(call: Call, found: Catalog): Promise<number> {
  await printUnused(call, found);
  return await unread(call, found);
}

function firstLine(text: string | null): string {
  return text?.split('\n', 1)[0]?.trim() ?? missing;
}
