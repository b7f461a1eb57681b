/** What the table of the compare page asks of the host, answered by the window's own project with its index and files. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../../src/project/project.ts';
import type { ColumnRef, OrderQuery } from '../../src/protocol/compare/compareShape.ts';
import type { CompareView } from '../../src/protocol/compare/compareView.ts';
import type { TableFormat, TableRequest } from '../../src/protocol/compare/tableMethods.ts';
import { OwnViews } from '../../src/views/panels/compare/ownViews.ts';
import { tableHandlers } from '../../src/views/panels/compare/tableHandlers.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';
import { WorkspaceMemory } from './workspaceMemory.ts';
import { answering, dvcliveRun, projectOf, writeRuns } from './writtenRuns.ts';

const [worst, middle, best] = ['20261101-000000-a', '20261101-000100-b', '20261101-000200-c'] as const;
const commented = '# decided in May\nstopGraceSeconds: 3\n';
const loss: ColumnRef = { group: 'metrics', key: 'loss', value: 'min' };
const columns: TableRequest['columns'] = [
  { column: { group: 'record', key: 'name' }, title: 'Name' },
  { column: { group: 'params', key: 'lr' }, title: 'lr' },
  { column: loss, title: 'loss, min' },
  { column: { group: 'record', key: 'duration' }, title: 'Duration' },
];
const plain: CompareView = {
  ...{ filter: '', sort: [], grouping: null, columns: null },
  ...{ onlyDiffering: false, againstBaseline: false },
};
/** Runs that this test wrote, the least loss first. */
const query: OrderQuery = {
  filter: 'script = "train.py"',
  sort: [{ column: loss, descending: false }],
  grouping: null,
};

describe('the table of the compare page', () => {
  let opened: OpenedFolder;
  let project: Project;
  let foreign = '';
  let table: ReturnType<typeof tableHandlers>;
  before(async () => {
    opened = await openFolder({ ...dvcliveRun, '.cairn/config.yaml': commented });
    writeRuns(opened.folder, [
      { id: worst, name: '=HYPERLINK("x")', script: 'train.py', metrics: { loss: [0.9, 0.8] } },
      {
        id: middle,
        name: 'with, comma',
        script: 'train.py',
        params: { lr: '0.1' },
        metrics: { loss: [0.5] },
      },
      { id: best, name: 'a|b', script: 'train.py', params: { lr: '-x' }, metrics: { loss: [0.25, 0.75] } },
    ]);
    project = await projectOf(opened, 4);
    foreign = (await project.store.rows({ limit: 9 })).rows.find(({ place }) => place !== null)?.id ?? '';
    assert.notEqual(foreign, '', 'the run of DVCLive');
    table = tableHandlers(project, new OwnViews(new WorkspaceMemory()));
  });
  after(async () => {
    await opened.close();
  });

  const edits = async (id: string): Promise<unknown[]> =>
    (await readFile(project.pathsOf(id).edits, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line): unknown => ({ ...JSON.parse(line), t: 0 }));

  describe('writes', () => {
    it('stars, notes and tags into the files of the runs, and shows them', async () => {
      await table.starRuns({ runs: [worst, middle], on: true });
      await table.noteRun({ run: middle, text: 'why <b>' });
      await table.tagRuns({ runs: [middle], key: 'stage', value: 'smoke' });
      await table.tagRuns({ runs: [worst], key: 'stage', value: 'gone soon' });
      await table.tagRuns({ runs: [worst], key: 'stage', value: null });
      await table.starRuns({ runs: [worst], on: false });
      assert.deepEqual(await edits(middle), [
        { t: 0, star: true },
        { t: 0, note: 'why <b>' },
        { t: 0, tags: { stage: 'smoke' } },
      ]);
      assert.deepEqual((await edits(worst)).at(-1), { t: 0, star: false });
      const shown = await Promise.all([middle, worst].map(async (id) => await project.store.detail(id)));
      assert.deepEqual(
        shown.map((run) => [run?.star, run?.note, run?.tags]),
        [
          [true, 'why <b>', { stage: 'smoke' }],
          [false, '', {}],
        ],
      );
    });

    it('nothing on runs of other tools, nor on own runs picked with them', async () => {
      const before = await edits(middle);
      const refused = { code: 'foreign' };
      await assert.rejects(table.starRuns({ runs: [foreign], on: true }), {
        ...refused,
        message: /another tool recorded are shown as they are/,
      });
      await assert.rejects(table.noteRun({ run: foreign, text: 'x' }), refused);
      await assert.rejects(table.tagRuns({ runs: [middle, best, foreign], key: 'k', value: 'v' }), {
        ...refused,
        message: /^1 of these runs/,
      });
      assert.deepEqual(await edits(middle), before);
      assert.equal(existsSync(project.pathsOf(best).edits), false);
      assert.equal(existsSync(project.pathsOf(foreign).edits), false);
    });

    it('nothing on a selection of which a run is gone', async () => {
      const runs = [best, '20261101-000900-not-there'];
      await assert.rejects(table.starRuns({ runs, on: true }), { code: 'gone' });
      assert.equal(existsSync(project.pathsOf(best).edits), false);
    });
  });

  describe('gives away', () => {
    const saved = async (format: TableFormat, request: Omit<TableRequest, 'columns'>): Promise<string> => {
      const target = opened.file(`out.${format}`);
      const answer = await answering(
        'showSaveDialog',
        () => target,
        async () => await table.exportTable({ format, columns, ...request }),
      );
      assert.deepEqual(answer, { file: path.basename(target.fsPath) });
      return await readFile(target.fsPath, 'utf8');
    };
    const files: readonly (readonly [format: TableFormat, text: string])[] = [
      [
        'csv',
        'Name,lr,"loss, min",Duration (s)\r\n' +
          "a|b,'-x,0.25,1.5\r\n" +
          '"with, comma",0.1,0.5,1.5\r\n' +
          '"\'=HYPERLINK(""x"")",,0.8,1.5\r\n',
      ],
      [
        'markdown',
        '| Name | lr | loss, min | Duration (s) |\n| :-- | :-- | --: | --: |\n' +
          '| a\\|b | -x | 0.25 | 1.5 |\n| with, comma | 0.1 | 0.5 | 1.5 |\n| =HYPERLINK("x") |  | 0.8 | 1.5 |\n',
      ],
      [
        'json',
        '[\n' +
          '  {"Name":"a|b","lr":"-x","loss, min":0.25,"Duration (s)":1.5},\n' +
          '  {"Name":"with, comma","lr":"0.1","loss, min":0.5,"Duration (s)":1.5},\n' +
          '  {"Name":"=HYPERLINK(\\"x\\")","loss, min":0.8,"Duration (s)":1.5}\n]\n',
      ],
    ];
    for (const [format, text] of files)
      it(`a file of ${format} with the rows that match, in the order of the page`, async () => {
        assert.equal(await saved(format, { query, runs: null }), text);
      });

    it('only the picked rows, and asks for a file beside the work with the ending of its kind', async () => {
      const lines = (await saved('csv', { query, runs: [best, worst] })).split('\r\n');
      assert.deepEqual(
        lines.slice(1).map((line) => line.split(',')[0]),
        ['a|b', '"\'=HYPERLINK(""x"")"', ''],
      );
      const asked: unknown[] = [];
      const answer = await answering(
        'showSaveDialog',
        (options) => void asked.push(options),
        async () => await table.exportTable({ format: 'markdown', columns, query, runs: null }),
      );
      assert.deepEqual(answer, { file: null }, 'a person who changed their mind');
      assert.deepEqual(asked, [
        { title: 'Export the table', defaultUri: opened.file('runs.md'), filters: { Markdown: ['md'] } },
      ]);
      assert.equal(existsSync(opened.file('runs.md').fsPath), false);
    });

    it('cells to the clipboard, as spreadsheets take them', async () => {
      assert.deepEqual(await table.copyTable({ query, runs: [best, middle], columns }), { rows: 2 });
      assert.equal(
        await vscode.env.clipboard.readText(),
        "Name\tlr\tloss, min\tDuration (s)\na|b\t'-x\t0.25\t1.5\nwith, comma\t0.1\t0.5\t1.5\n",
      );
    });
  });

  describe('with more columns than are read at once', () => {
    const wide = Array.from({ length: 1100 }, (_, n): ColumnRef => ({ group: 'params', key: `p${n}` }));

    it('gives all of them away, each in its place', async () => {
      const shown = [...wide, { group: 'record', key: 'name' } as const, loss];
      const target = opened.file('wide.csv');
      await answering(
        'showSaveDialog',
        () => target,
        async () =>
          await table.exportTable({
            ...{ format: 'csv', query, runs: [middle] },
            columns: shown.map((column) => ({ column, title: column.key })),
          }),
      );
      const [head = '', row = ''] = (await readFile(target.fsPath, 'utf8')).split('\r\n');
      assert.deepEqual(
        head.split(','),
        shown.map(({ key }) => key),
      );
      assert.equal(row, `${','.repeat(wide.length)}"with, comma",0.5`);
    });

    it('reads all of them back from config.yaml', async () => {
      const columns = wide.map((column) => ({ column }));
      await table.saveView({ name: 'wide', view: { ...plain, columns }, place: 'shared' });
      const { shared } = await table.savedViews({});
      assert.deepEqual(shared.at(-1)?.view.columns, columns);
      await table.deleteView({ name: 'wide', place: 'shared' });
    });
  });

  describe('keeps a view', () => {
    const view: CompareView = {
      filter: 'metrics.loss < 1 and params.lr != "2"',
      sort: [{ column: { group: 'metrics', key: 'loss', value: { at: 10 } }, descending: true }],
      grouping: { by: [{ group: 'params', key: 'lr' }] },
      columns: [
        { column: { group: 'record', key: 'name' }, width: 200, pinned: true },
        { column: loss },
        { column: { group: 'tags', key: 'a, b' } },
      ],
      onlyDiffering: true,
      againstBaseline: true,
    };
    const config = async () => await readFile(opened.file('.cairn/config.yaml').fsPath, 'utf8');

    it('for everyone in config.yaml, and reads it back as it was', async () => {
      await table.saveView({ name: 'weekly', view, place: 'shared' });
      await table.saveView({ name: 'plain', view: plain, place: 'shared' });
      const text = await config();
      assert.ok(text.startsWith(commented), text);
      assert.match(text, /filter: metrics\.loss < 1 and params\.lr != "2"/);
      assert.match(text, /- -metrics\.loss, at 10/);
      const { shared, own } = await table.savedViews({});
      assert.deepEqual(shared, [
        { name: 'weekly', view },
        { name: 'plain', view: plain },
      ]);
      assert.deepEqual(own, []);
    });

    it('replaces one of the same name, and deletes one', async () => {
      await table.saveView({ name: 'weekly', view: plain, place: 'shared' });
      await table.deleteView({ name: 'plain', place: 'shared' });
      assert.deepEqual((await table.savedViews({})).shared, [{ name: 'weekly', view: plain }]);
      await table.deleteView({ name: 'weekly', place: 'shared' });
      assert.equal(await config(), commented);
    });

    it('reads what another program wrote into config.yaml', async () => {
      await vscode.workspace.fs.writeFile(
        opened.file('.cairn/config.yaml'),
        new TextEncoder().encode('views:\n  - name: theirs\n    sort: [params.lr]\n'),
      );
      const sort = [{ column: { group: 'params', key: 'lr' }, descending: false }];
      assert.deepEqual((await table.savedViews({})).shared, [{ name: 'theirs', view: { ...plain, sort } }]);
    });

    it('for oneself, without a word in config.yaml', async () => {
      const before = await config();
      await table.saveView({ name: 'mine', view, place: 'own' });
      assert.deepEqual((await table.savedViews({})).own, [{ name: 'mine', view }]);
      assert.equal(await config(), before);
      await table.deleteView({ name: 'mine', place: 'own' });
      assert.deepEqual((await table.savedViews({})).own, []);
    });
  });
});
