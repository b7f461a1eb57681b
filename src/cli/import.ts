/** `cairn import`: copies runs that another tool recorded into runs of Cairn's own. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { counted } from '../base/counted.ts';
import { formatCount } from '../base/format.ts';
import { codeOf, messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { importRun } from '../indexer/importRun.ts';
import { importArchive } from '../runs/sharing/importArchive.ts';
import { findSources, type Finding } from '../sources/findSources.ts';
import { sourceKinds } from '../sources/registry.ts';
import type { ForeignRun } from '../sources/source.ts';
import type { Call, Command } from './command.ts';

export const importCommand: Command = {
  name: 'import',
  summary: t('take in runs that were exported, or that MLflow, TensorBoard, DVCLive and others recorded'),
  operands: 'SOURCE…',
  options: {
    run: {
      type: 'string',
      multiple: true,
      value: 'ID',
      help: t('only this run, by the id or name that the tool gave it'),
    },
    'dry-run': { type: 'boolean', help: t('say what would be imported, and write nothing') },
  },
  notes: [
    t(
      'SOURCE is an archive made by cairn export, a folder (mlruns/, a log folder, a workspace) or a file (mlflow.db,\nmetrics.csv). What was imported\nbefore is left as it is, so importing again only adds what is new. Nothing in SOURCE is changed.',
    ),
  ],
  run: importSources,
};

interface ImportResult {
  readonly imported: { from: string; id: string; isNew: boolean }[];
  readonly problems: Problem[];
}

async function importSources(call: Call): Promise<number> {
  if (call.operands.length === 0)
    throw new UserError('usage', t('Name what to import.'), t('See cairn import --help.'));
  const result: ImportResult = { imported: [], problems: [] };
  for (const operand of call.operands) await importFrom(call, path.resolve(call.cwd, operand), result);
  const { imported, problems } = result;
  if (call.json) await call.terminal.print(`${JSON.stringify(result)}\n`);
  for (const { where, message } of problems) await call.terminal.tell(`cairn: ${where}: ${message}\n`);
  const fresh = imported.filter(({ isNew }) => isNew).length;
  if (!call.json) {
    for (const { from, id, isNew } of imported)
      await call.terminal.print(isNew ? `${id}  ${from}\n` : `${id}  ${from}  ${t('(already imported)')}\n`);
    await call.terminal.tell(
      `${counted(fresh, t('1 run imported'), (n) => t('{0} runs imported', n))}, ${t('there before: {0}', formatCount(imported.length - fresh))}\n`,
    );
  }
  return imported.length === 0 || problems.length > 0 ? 1 : 0;
}

async function importFrom(call: Call, place: string, { imported, problems }: ImportResult): Promise<void> {
  if (/\.zip$/i.test(place) && !isFolderAt(place)) {
    const archive = await importArchive(call.layout, place);
    for (const { id, isNew } of archive.imported) imported.push({ from: path.basename(place), id, isNew });
    return;
  }
  const found = await sourcesAt(place, problems);
  const wanted = call.values('run');
  const tools = { wasm: path.join(call.terminal.out, 'sql-wasm.wasm') };
  for (const { kind, location } of found) {
    const source = kind.open(location, tools);
    const runs = new Map<string, ForeignRun>();
    try {
      await source.scan((scan) => {
        for (const run of scan.changed) runs.set(run.id, run);
        problems.push(...(scan.problems ?? []));
      }, pause);
      for (const run of runs.values()) {
        if (wanted.length > 0 && !wanted.includes(run.id) && !wanted.includes(run.name)) continue;
        const from = `${kind.label} ${path.relative(call.cwd, location) || '.'} ${run.name}`;
        if (call.flags.has('dry-run')) {
          imported.push({ from, id: run.id, isNew: false });
          continue;
        }
        try {
          const done = await importRun({ tool: kind.label, location, source, run }, call);
          imported.push({ from, id: done.id, isNew: done.isNew });
          problems.push(...done.problems);
        } catch (error) {
          if (!(error instanceof UserError) && codeOf(error) === undefined) throw error;
          problems.push({ where: from, message: messageOf(error) });
        }
      }
    } finally {
      source.close();
    }
  }
}

/** A file is a source by itself; a folder is one, or holds some. */
async function sourcesAt(place: string, problems: Problem[]): Promise<readonly Finding[]> {
  const isFolder = isFolderAt(place);
  if (!isFolder) {
    const folder = path.dirname(place);
    const entries = readdirSync(folder, { withFileTypes: true }).filter(
      ({ name }) => name === path.basename(place),
    );
    const found = sourceKinds.flatMap((kind) =>
      kind.find(folder, entries).map((source) => ({ ...source, kind })),
    );
    if (found.length > 0) return found;
  } else {
    // A store may be known by the name of its folder, which only its parent tells.
    const parent = path.dirname(place);
    const named = readdirSync(parent, { withFileTypes: true }).filter(
      ({ name }) => name === path.basename(place),
    );
    const self = sourceKinds.flatMap((kind) =>
      kind
        .find(parent, named)
        .filter(({ location }) => location === place)
        .map((source) => ({ ...source, kind })),
    );
    if (self.length > 0) return self;
    const { found, problems: walked } = await findSources({ folder: place, kinds: sourceKinds, pause });
    problems.push(...walked);
    if (found.length > 0) return found;
  }
  throw new UserError(
    'nothing',
    t('{0} holds no records that are understood.', place),
    t('MLflow (mlruns/, mlflow.db), TensorBoard, DVCLive and CSV or JSON-lines logs are.'),
  );
}

function isFolderAt(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new UserError('missing', t('{0} cannot be read.', place), t('Check the name.'), { cause: error });
  }
}
