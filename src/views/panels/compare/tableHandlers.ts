/** Answers what the table of the compare page asks: edits, copies, files and views. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import { columnReader } from '../../../protocol/compare/columnReader.ts';
import { mostColumns, type ColumnData, type ColumnRef } from '../../../protocol/compare/compareShape.ts';
import type { tableMethods, TableFormat, TableRequest } from '../../../protocol/compare/tableMethods.ts';
import type { Handlers } from '../../../protocol/rpcShape.ts';
import type { RunEdit } from '../../../records/edit.ts';
import { savedViewOf, viewOfSaved } from '../../../runs/compare/savedView.ts';
import { tableText } from '../../../runs/compare/tableText.ts';
import type { OwnViews } from './ownViews.ts';

export function tableHandlers(project: Project, own: OwnViews): Handlers<typeof tableMethods> {
  const editAll = async (runs: readonly string[], change: Omit<RunEdit, 't'>) => {
    await refuseForeign(project, runs);
    for (const run of runs) await project.edit(run, change);
    return null;
  };
  return {
    starRuns: ({ runs, on }) => editAll(runs, { star: on }),
    noteRun: ({ run, text }) => editAll([run], { note: text }),
    tagRuns: ({ runs, key, value }) => editAll(runs, { tags: { [key]: value } }),
    copyTable: async (request) => {
      const { text, rows } = await textOf(project, request, 'tsv');
      await vscode.env.clipboard.writeText(text);
      return { rows };
    },
    exportTable: async ({ format, ...request }) => {
      const target = await vscode.window.showSaveDialog({
        title: t('Export the table'),
        defaultUri: vscode.Uri.file(path.join(project.folder, `runs.${endings[format]}`)),
        filters: { [names[format]]: [endings[format]] },
      });
      if (target === undefined) return { file: null };
      const { text } = await textOf(project, request, format);
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
      return { file: path.basename(target.fsPath) };
    },
    savedViews: async () => {
      await project.reloadConfig();
      return { shared: (project.config.views ?? []).map(viewOfSaved), own: own.of(project) };
    },
    saveView: async ({ name, view, place }) => {
      if (place === 'own') await own.save(project, { name, view });
      else await project.editConfig((edit) => edit.saveView(savedViewOf(name, view)));
      return null;
    },
    deleteView: async ({ name, place }) => {
      if (place === 'own') await own.delete(project, name);
      else await project.editConfig((edit) => edit.deleteView(name));
      return null;
    },
  };
}

/** Their files belong to other tools. */
async function refuseForeign({ store }: Project, runs: readonly string[]): Promise<void> {
  const { ordinals } = await store.compare.ordinals({ ids: [...runs] });
  const only = ordinals.flatMap((n) => n ?? []);
  if (only.length < runs.length)
    throw new UserError('gone', t('{0} of these runs are not there any more.', runs.length - only.length));
  const { columns } = await store.compare.columns({
    columns: [{ group: 'record', key: 'place' }],
    only,
  });
  const [place] = columns;
  if (place?.kind !== 'text') return;
  const foreign = new Int32Array(place.codes).filter((code) => code >= 0).length;
  if (foreign === 0) return;
  throw new UserError(
    'foreign',
    foreign === runs.length
      ? t('Runs that another tool recorded are shown as they are: Cairn does not change them.')
      : t('{0} of these runs were recorded by another tool: Cairn does not change them.', foreign),
    t('Import a run to star it and to write notes on it.'),
  );
}

async function textOf(
  { store }: Project,
  { query, runs, columns }: TableRequest,
  format: TableFormat | 'tsv',
): Promise<{ text: string; rows: number }> {
  const refs: ColumnRef[] = [{ group: 'record', key: 'id' }, ...columns.map(({ column }) => column)];
  const order = await store.compare.order(query);
  const read: ColumnData[] = [];
  for (let from = 0; from < refs.length; from += mostColumns) {
    const answer = await store.compare.columns({ columns: refs.slice(from, from + mostColumns) });
    if (answer.epoch !== order.epoch)
      throw new UserError('changed', t('The runs changed meanwhile.'), t('Try again.'));
    read.push(...answer.columns);
  }
  const [ids, ...data] = read;
  const wanted = runs && new Set(runs);
  const idOf = columnReader(ids);
  const ordinals = new Uint32Array(order.ordinals).filter((n) => wanted?.has(String(idOf(n))) ?? true);
  const text = await tableText({ columns, data, ordinals, format, pause: () => new Promise(setImmediate) });
  return { text, rows: ordinals.length };
}

const endings: Readonly<Record<TableFormat, string>> = { csv: 'csv', markdown: 'md', json: 'json' };
const names: Readonly<Record<TableFormat, string>> = { csv: 'CSV', markdown: 'Markdown', json: 'JSON' };
