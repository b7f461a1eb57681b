/** Registering, moving aliases and rolling back as a person does it, and the file that comes of it. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Project } from '../../src/project/project.ts';
import { runPaths, runDir, layoutOf } from '../../src/storage/layout.ts';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';
import { answering, projectOf, writeRuns, writing } from './writtenRuns.ts';

const ids = ['20261101-000000-a', '20261101-000100-b'] as const;
const labelled = z.array(z.object({ label: z.string() }));

describe('registered models in the editor', () => {
  let opened: OpenedFolder;
  let project: Project;
  before(async () => {
    opened = await openFolder({ 'train.py': 'print(1)\n' });
    writeRuns(opened.folder, [
      {
        id: ids[0],
        name: 'first',
        script: 'train.py',
        experiment: 'credit',
        metrics: { val_auc: [0.7, 0.8] },
      },
      {
        id: ids[1],
        name: 'second',
        script: 'train.py',
        experiment: 'credit',
        metrics: { val_auc: [0.7, 0.9] },
      },
    ]);
    for (const id of ids) {
      const paths = runPaths(runDir(layoutOf(opened.folder), id));
      await writeFile(path.join(paths.artifacts, 'model.pkl'), `weights of ${id}`);
      const artifact = { t: 1_700_000_000_500, type: 'artifact', path: 'model.pkl', kind: 'model', size: 28 };
      await writeFile(paths.events, `${JSON.stringify(artifact)}\n${await readFile(paths.events, 'utf8')}`);
    }
    project = await projectOf(opened, 2);
  });
  after(async () => {
    await opened.close();
  });

  const file = () => path.join(opened.folder, '.cairn', 'models', 'credit.yaml');
  const folder = () => opened.uri.toString();
  const version = (number: number) => ({
    folder: folder(),
    kind: 'modelVersion',
    name: 'credit',
    version: number,
  });
  /** Types what fits each box, and picks the first item that fits. */
  const withAnswers = async <T>(
    {
      typed,
      picked = '',
    }: { readonly typed: (title: string) => string | undefined; readonly picked?: string },
    work: () => PromiseLike<T>,
  ): Promise<T> =>
    await answering(
      'showQuickPick',
      (items) =>
        Array.isArray(items)
          ? items[labelled.parse(items).findIndex(({ label }) => label.includes(picked))]
          : undefined,
      async () =>
        await answering(
          'showInputBox',
          (options) => typed(z.object({ title: z.string() }).parse(options).title),
          async () => await writing(typed, work),
        ),
    );

  it('registers two runs as versions of one model', async () => {
    const typed = (title: string) => (title.startsWith('Name of') ? 'credit' : 'Learns faster');
    await withAnswers({ typed, picked: 'credit' }, async () => {
      for (const run of ids)
        await vscode.commands.executeCommand(commands.modelsRegister, { folder: folder(), run });
    });
    const { models, problems } = await project.store.models.list();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      models.map(({ name, versions }) => [
        name,
        versions.map(({ version: number, runName, runHere }) => [number, runName, runHere]),
      ]),
      [
        [
          'credit',
          [
            [2, 'second', true],
            [1, 'first', true],
          ],
        ],
      ],
    );
    const text = await readFile(file(), 'utf8');
    assert.match(text, /val_auc: \{ value: 0\.9, direction: maximize, step: 1 \}/);
    assert.match(
      text,
      /description: Learns faster\n {4}artifact:\n {6}location: kept\n {6}sha256: [0-9a-f]{64}\n {6}size: 28/,
    );
  });

  it('moves an alias for a reason and rolls it back, three lines in the history', async () => {
    const typed = () => 'Better recall';
    await withAnswers({ typed, picked: 'champion' }, async () => {
      for (const number of [1, 2])
        await vscode.commands.executeCommand(commands.modelsSetAlias, version(number));
    });
    await withAnswers({ typed: () => 'Worse in production' }, async () => {
      await vscode.commands.executeCommand(commands.modelsRollBack, { ref: version(2) });
    });
    const detail = await project.store.models.get('credit', undefined, true);
    assert.equal(detail?.shown?.version, 1);
    assert.deepEqual(
      detail.history.map(({ alias, from, to, reason, rollBack }) => [alias, from, to, reason, rollBack]),
      [
        ['champion', 2, 1, 'Worse in production', true],
        ['champion', 1, 2, 'Better recall', false],
        ['champion', null, 1, 'Better recall', false],
      ],
    );
    assert.equal((await readFile(file(), 'utf8')).match(/^ {2}- \{ alias: champion/gm)?.length, 3);
  });

  it('does nothing when the person goes away', async () => {
    const before = await readFile(file(), 'utf8');
    await withAnswers({ typed: () => undefined, picked: 'challenger' }, async () => {
      await vscode.commands.executeCommand(commands.modelsSetAlias, version(2));
      await vscode.commands.executeCommand(commands.modelsRegister, { folder: folder(), run: ids[0] });
    });
    assert.equal(await readFile(file(), 'utf8'), before);
  });

  it('shows the page, and again after the file was changed by hand', async () => {
    await vscode.commands.executeCommand(commands.modelsOpen, version(2));
    await until('the page is open', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(({ input, label }) => input instanceof vscode.TabInputWebview && label === 'credit'),
    );
  });

  it('verifies an artifact, and copies what identifies the version', async () => {
    const verify = async () =>
      z
        .object({ state: z.string() })
        .parse(await vscode.commands.executeCommand(commands.modelsVerify, version(1))).state;
    assert.equal(await verify(), 'same');
    await writeFile(
      path.join(runPaths(runDir(layoutOf(opened.folder), ids[0])).artifacts, 'model.pkl'),
      'other',
    );
    assert.equal(await verify(), 'differs');
    await withAnswers({ typed: () => undefined, picked: 'MLflow' }, async () => {
      await vscode.commands.executeCommand(commands.modelsCopy, version(1));
    });
    assert.equal(await vscode.env.clipboard.readText(), 'models:/credit/1');
  });

  it('says in a message what came of it, unless the page that asked shows it', async () => {
    const told: unknown[] = [];
    await answering(
      'showInformationMessage',
      (sentence) => void told.push(sentence),
      async () => {
        await vscode.commands.executeCommand(commands.modelsVerify, { ...version(1), fromPage: true });
        await vscode.commands.executeCommand(commands.modelsVerify, version(2));
      },
    );
    assert.equal(told.length, 1);
    assert.match(String(told[0]), /^The artifact is what was registered/);
  });

  it('says what is wrong with a file, and does not write it', async () => {
    const broken = `${await readFile(file(), 'utf8')}<<<<<<< HEAD\n`;
    await writeFile(file(), broken);
    const sentences: unknown[] = [];
    await answering(
      'showErrorMessage',
      (sentence) => void sentences.push(sentence),
      async () =>
        await withAnswers({ typed: () => 'Because', picked: 'challenger' }, async () => {
          await vscode.commands.executeCommand(commands.modelsSetAlias, version(2));
        }),
    );
    assert.match(String(sentences[0]), /credit\.yaml .*merge conflict/);
    assert.equal(await readFile(file(), 'utf8'), broken);
    const { models, problems } = await project.store.models.list();
    assert.deepEqual(
      models.map(({ name }) => name),
      ['credit'],
      'what was read before stays in use',
    );
    assert.match(problems[0]?.where ?? '', /^\.cairn\/models\/credit\.yaml$/);
    await rm(file());
  });
});
