/** What the compare page changes, and what views say of goals and baselines: through the real project, down to its files. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/base/errors.ts';
import type { Memory } from '../../src/views/memory.ts';
import { RunColors } from '../../src/views/runColors.ts';
import { OwnViews } from '../../src/views/panels/compare/ownViews.ts';
import { tableHandlers } from '../../src/views/panels/compare/tableHandlers.ts';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder, untilRun, type OpenedFolder } from './cairnWindow.ts';

const train = `
def report(model):
    model.log({"val_auc": 0.8})
print("epoch 1/1 val_auc=0.8000", flush=True)
if __name__ == "__main__":
    pass
`;
const config = 'objective:\n  metric: val_auc\n  direction: maximize\n  target: 0.75\n';

describe('the compare page’s handlers', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({
      'train.py': train,
      '.cairn/config.yaml': config,
      'dvclive/metrics.json': '{"loss": 0.5, "step": 1}\n',
      'dvclive/plots/metrics/loss.tsv': 'step\tloss\n0\t0.7\n1\t0.5\n',
    });
    await vscode.commands.executeCommand(commands.scriptRun, opened.file('train.py'));
  });
  after(async () => {
    await opened.close();
  });

  const ended = async () =>
    await untilRun(opened, 'finished', ({ status, place }) => status === 'finished' && place === null);
  const handlers = async () => {
    const { node, row } = await ended();
    const { project } = node;
    return { project, id: row.id, table: tableHandlers(project, new OwnViews(memory())) };
  };
  const edits = async (id: string) =>
    await readFile(path.join(opened.folder, '.cairn', 'runs', id, 'edits.jsonl'), 'utf8');

  it('write stars, notes and tags into the run', async () => {
    const { table, id, project } = await handlers();
    await table.starRuns({ runs: [id], on: true });
    await table.noteRun({ run: id, text: 'kept' });
    await table.tagRuns({ runs: [id], key: 'stage', value: 'smoke' });
    const text = await edits(id);
    for (const part of ['"star":true', '"note":"kept"', '"stage":"smoke"'])
      assert.ok(text.includes(part), text);
    await table.tagRuns({ runs: [id], key: 'stage', value: null });
    const detail = await project.store.detail(id);
    assert.deepEqual([detail?.star, detail?.note, detail?.tags], [true, 'kept', {}]);
  });

  it('refuse to change runs of other tools, and then change none', async () => {
    const { table, id } = await handlers();
    const { row } = await untilRun(opened, 'a run of DVCLive', ({ place }) => place?.tool === 'DVCLive');
    const before = await edits(id);
    await assert.rejects(() => table.starRuns({ runs: [id, row.id], on: false }), isRefused('foreign'));
    await assert.rejects(
      () => table.noteRun({ run: '20200101-000000-no-such-0000', text: '' }),
      isRefused('gone'),
    );
    assert.equal(await edits(id), before);
  });

  it('copy the rows that match, as cells', async () => {
    const { table } = await handlers();
    const { rows } = await table.copyTable({
      query: { filter: 'metrics.val_auc > 0', sort: [], grouping: null },
      runs: null,
      columns: [
        { column: { group: 'record', key: 'status' }, title: 'Status' },
        { column: { group: 'metrics', key: 'val_auc', value: 'last' }, title: 'val_auc' },
      ],
    });
    assert.equal(rows, 1);
    assert.deepEqual((await vscode.env.clipboard.readText()).trim().split('\n'), [
      'Status\tval_auc',
      'finished\t0.8',
    ]);
  });

  it('keep views in config.yaml and for oneself', async () => {
    const { table } = await handlers();
    const view = {
      ...{ filter: 'val', sort: [], grouping: null, columns: null },
      ...{ onlyDiffering: false, againstBaseline: false },
    };
    await table.saveView({ name: 'all', view, place: 'shared' });
    await table.saveView({ name: 'mine', view, place: 'own' });
    const text = await readFile(opened.file('.cairn/config.yaml').fsPath, 'utf8');
    assert.ok(text.startsWith(config), text);
    assert.match(text, /views:/);
    const { shared, own } = await table.savedViews({});
    assert.deepEqual([shared.map(({ name }) => name), own.map(({ name }) => name)], [['all'], ['mine']]);
    await table.deleteView({ name: 'all', place: 'shared' });
    await table.deleteView({ name: 'mine', place: 'own' });
    assert.deepEqual(await table.savedViews({}), { shared: [], own: [] });
  });

  it('remember colours over a reload, and take them away', async () => {
    const kept = memory();
    const colors = new RunColors(kept);
    await colors.set([
      { run: 'a', slot: 1 },
      { run: 'b', slot: 2 },
    ]);
    await colors.set([{ run: 'a', slot: 0 }]);
    assert.deepEqual(new RunColors(kept).all(), [{ run: 'b', slot: 2 }]);
    await kept.update('runs.colors', [['c', 99]]);
    assert.deepEqual(new RunColors(kept).all(), []);
    colors.dispose();
  });

  it('say in the Runs view whether a run meets its goals', async () => {
    const { shown } = await ended();
    assert.match(shown.description, /meets its goals/);
  });

  it('mark a baseline for the runs of its script', async () => {
    const { node, row } = await ended();
    const asked = vscode.commands.executeCommand(commands.runsBaseline, node);
    await until('the choice is made', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await edits(row.id)).includes('"baseline":"script"');
    });
    await asked;
  });

  it('stand above calls that log, with the last value', async () => {
    await ended();
    await vscode.workspace.openTextDocument(opened.file('train.py'));
    await until('a lens above log', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        opened.file('train.py'),
      );
      return found.some(
        ({ range, command }) => range.start.line === 2 && /0\.80*\b/.test(command?.title ?? ''),
      );
    });
  });
});

/** As the window's own, without a window. */
function memory(): Memory {
  const kept = new Map<string, unknown>();
  return {
    get: (key) => structuredClone(kept.get(key)),
    update: async (key, value) => {
      kept.set(key, structuredClone(value));
      await Promise.resolve();
    },
  };
}

function isRefused(code: string): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code;
}
