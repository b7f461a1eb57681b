/** Goals of config.yaml in the rows of the Runs view, while the file changes under an open window. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Project } from '../../src/project/project.ts';
import { columnReader } from '../../src/protocol/compare/columnReader.ts';
import { until } from '../e2e/until.ts';
import { openFolder, runsOf, type OpenedFolder } from './cairnWindow.ts';
import { dvcliveRun, projectOf, writeRuns } from './writtenRuns.ts';

describe('goals in the Runs view', () => {
  let opened: OpenedFolder;
  let project: Project;
  before(async () => {
    opened = await openFolder({ ...dvcliveRun, '.cairn/config.yaml': 'stopGraceSeconds: 3\n' });
    writeRuns(opened.folder, [
      { id: '20261101-000000-a', name: 'far', script: 'a.py', metrics: { loss: [0.75] } },
      { id: '20261101-000100-b', name: 'near', script: 'a.py', metrics: { loss: [0.25, 0.5] } },
      { id: '20261101-000200-c', name: 'silent', script: 'a.py' },
    ]);
    project = await projectOf(opened, 4);
  });
  after(async () => {
    await opened.close();
  });

  const goals = /meets its goals|misses its goals|goals not judged/;
  const said = async (): Promise<Record<string, string | undefined>> =>
    Object.fromEntries(
      (await runsOf(opened)).map(({ label, description }) => [label, goals.exec(description)?.[0]]),
    );
  /** Of all runs as the compare page has them, runs of other tools too. */
  const compared = async (): Promise<Record<string, unknown>> => {
    const { columns, size } = await project.store.compare.columns({
      columns: [
        { group: 'record', key: 'name' },
        { group: 'record', key: 'meets' },
      ],
    });
    const [name, meets] = columns.map(columnReader);
    return Object.fromEntries(Array.from({ length: size }, (_, n) => [String(name?.(n)), meets?.(n)]));
  };
  const words: Readonly<Record<string, string>> = {
    met: 'meets its goals',
    missed: 'misses its goals',
    notJudged: 'goals not judged',
  };
  const unasked = { far: undefined, near: undefined, silent: undefined, dvclive: undefined };
  const files: readonly (readonly [
    says: string,
    text: string,
    verdicts: Record<string, string | undefined>,
  ])[] = [
    [
      'a target',
      'objective: { metric: loss, target: 0.5 }\n',
      { far: 'missed', near: 'met', silent: 'notJudged', dvclive: 'met' },
    ],
    [
      'another target',
      'objective: { metric: loss, target: 0.1 }\n',
      { far: 'missed', near: 'missed', silent: 'notJudged', dvclive: 'missed' },
    ],
    ['no target any more', 'objective: { metric: loss }\n', unasked],
  ];

  it('are not spoken of where nothing is asked', async () => {
    assert.deepEqual(await said(), unasked);
  });

  for (const [says, text, verdicts] of files)
    it(`follow config.yaml when another program writes ${says} into it`, async () => {
      const rows = Object.fromEntries(
        Object.entries(verdicts).map(([name, verdict]) => [name, words[verdict ?? '']]),
      );
      await writeFile(opened.file('.cairn/config.yaml').fsPath, text);
      await until('the rows are judged', async () => isDeepStrictEqual(await said(), rows));
      await until('the table is judged', async () => isDeepStrictEqual(await compared(), verdicts));
    });

  it('go with the file', async () => {
    const file = opened.file('.cairn/config.yaml').fsPath;
    await writeFile(file, 'objective: { metric: loss, target: 9 }\n');
    await until('far meets', async () => (await said())['far'] === 'meets its goals');
    await rm(file);
    await until('nothing is asked', async () =>
      Object.values(await said()).every((text) => text === undefined),
    );
    assert.deepEqual(await said(), unasked);
  });
});
