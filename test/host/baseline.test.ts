/** "Use as baseline": what is asked, what is written, and what the runs are then held against. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Project } from '../../src/project/project.ts';
import { columnReader } from '../../src/protocol/compare/columnReader.ts';
import { commands } from '../../src/views/ui/contributions.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';
import { answering, dvcliveRun, projectOf, writeRuns } from './writtenRuns.ts';

const ids = {
  first: '20261101-000000-a',
  second: '20261101-000100-b',
  other: '20261101-000200-c',
  bare: '20261101-000300-d',
} as const;
const offered = z.array(z.object({ label: z.string() }));

describe('marking a baseline', () => {
  let opened: OpenedFolder;
  let project: Project;
  before(async () => {
    opened = await openFolder(dvcliveRun);
    writeRuns(opened.folder, [
      { id: ids.first, name: 'first', script: 'a.py', experiment: 'smoke' },
      { id: ids.second, name: 'second', script: 'a.py' },
      { id: ids.other, name: 'other', experiment: 'smoke' },
      { id: ids.bare, name: 'bare' },
    ]);
    project = await projectOf(opened, 5);
  });
  after(async () => {
    await opened.close();
  });

  /** Runs the command and picks the label, or goes away; gives what was offered. */
  const mark = async (run: string, label: string | undefined): Promise<string[]> => {
    let labels: string[] = [];
    await answering(
      'showQuickPick',
      (items) => {
        const choices = offered.parse(items);
        labels = choices.map((choice) => choice.label);
        // The very item, as VS Code gives it back.
        return Array.isArray(items) ? items[labels.indexOf(label ?? '')] : undefined;
      },
      async () =>
        await vscode.commands.executeCommand(commands.runsBaseline, { folder: opened.uri.toString(), run }),
    );
    return labels;
  };
  /** The errors that are shown meanwhile. */
  const refused = async (run: string): Promise<unknown[]> => {
    const sentences: unknown[] = [];
    const labels = await answering(
      'showErrorMessage',
      (sentence) => void sentences.push(sentence),
      async () => await mark(run, 'No longer'),
    );
    assert.deepEqual(labels, [], 'nothing was asked');
    return sentences;
  };
  const edits = async (run: string): Promise<unknown[]> =>
    (await readFile(project.pathsOf(run).edits, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => z.object({ t: z.number(), baseline: z.unknown() }).parse(JSON.parse(line)).baseline);
  /** For each run the one that it is held against, by name. */
  const heldAgainst = async (): Promise<Record<string, string | undefined>> => {
    const { columns, size } = await project.store.compare.columns({
      columns: (['id', 'name', 'baseline'] as const).map((key) => ({ group: 'record', key })),
    });
    const [id, name, baseline] = columns.map(columnReader);
    const all = Array.from({ length: size }, (_, n) => n);
    const nameOf = new Map(all.map((n) => [id?.(n), String(name?.(n))]));
    return Object.fromEntries(all.map((n) => [String(name?.(n)), nameOf.get(baseline?.(n))]));
  };
  const names = ['first', 'second', 'other', 'bare', 'dvclive'];
  const none: Record<string, string | undefined> = Object.fromEntries(names.map((name) => [name, undefined]));

  it('changes nothing for a person who goes away', async () => {
    assert.deepEqual(await mark(ids.first, undefined), [
      'For the runs of a.py',
      'For the runs of the experiment smoke',
      'No longer',
    ]);
    assert.equal(existsSync(project.pathsOf(ids.first).edits), false);
    assert.deepEqual(await heldAgainst(), none);
  });

  it('for a script holds its runs against it', async () => {
    assert.deepEqual(await mark(ids.second, 'For the runs of a.py'), ['For the runs of a.py', 'No longer']);
    assert.deepEqual(await edits(ids.second), ['script']);
    assert.deepEqual(await heldAgainst(), { ...none, first: 'second', second: 'second' });
  });

  it('again takes the place of the run that was marked before', async () => {
    await mark(ids.first, 'For the runs of a.py');
    assert.deepEqual(await heldAgainst(), { ...none, first: 'first', second: 'first' });
    await mark(ids.second, 'For the runs of a.py');
  });

  it('for an experiment holds those against it that no script has a baseline for', async () => {
    assert.deepEqual(await mark(ids.other, 'For the runs of the experiment smoke'), [
      'For the runs of the experiment smoke',
      'No longer',
    ]);
    assert.deepEqual(await edits(ids.other), ['experiment']);
    assert.deepEqual(await heldAgainst(), { ...none, first: 'second', second: 'second', other: 'other' });
  });

  it('no longer lets the next one count, and in the end none', async () => {
    await mark(ids.first, 'No longer');
    await mark(ids.second, 'No longer');
    assert.deepEqual(await edits(ids.second), ['script', 'script', null]);
    assert.deepEqual(await heldAgainst(), { ...none, first: 'other', other: 'other' });
    await mark(ids.other, 'No longer');
    assert.deepEqual(await heldAgainst(), none);
  });

  it('is refused for a run of another tool, with the way to one that can', async () => {
    const { rows } = await project.store.rows({ limit: 9 });
    const foreign = rows.find(({ place }) => place !== null)?.id ?? '';
    assert.deepEqual(await refused(foreign), [
      'dvclive was recorded by DVCLive, so it can be looked at here, not changed. Import it first: then it is a run of your own.',
    ]);
    assert.equal(existsSync(project.pathsOf(foreign).edits), false);
  });

  it('is refused for a run that has neither script nor experiment', async () => {
    assert.deepEqual(await refused(ids.bare), [
      'bare has neither a script nor an experiment, so there is nothing to hold against it. Put it into an experiment first.',
    ]);
    assert.equal(existsSync(project.pathsOf(ids.bare).edits), false);
  });
});
