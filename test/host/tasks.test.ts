/** The `cairn` task type: tasks run as recorded runs and end with the code of what they ran. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../e2e/until.ts';
import { openFolder, untilRun, type OpenedFolder } from './cairnWindow.ts';

describe('tasks', () => {
  let opened: OpenedFolder;
  before(async () => {
    const tasks = [
      {
        type: 'cairn',
        label: 'line',
        command: ['python3', 'train.py', '0'],
        params: { lr: 0.1 },
        name: 'mine',
      },
      { type: 'cairn', label: 'script', script: 'train.py', args: ['3'] },
      { type: 'cairn', label: 'nothing' },
    ];
    opened = await openFolder({
      'train.py': 'import sys\nprint("loss=0.25 step=1")\nsys.exit(int(sys.argv[1]))\n',
      '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks }),
    });
  });
  after(async () => {
    await opened.close();
  });

  const find = async (name: string): Promise<vscode.Task> =>
    await until(`the task ${name}`, async () =>
      (await vscode.tasks.fetchTasks({ type: 'cairn' })).find(
        (task) =>
          task.name === name &&
          typeof task.scope === 'object' &&
          task.scope.uri.toString() === opened.uri.toString(),
      ),
    );
  const execute = async (name: string): Promise<number | undefined> => {
    const task = await find(name);
    const ended = new Promise<number | undefined>((resolve) => {
      const once = vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task.name !== name) return;
        once.dispose();
        resolve(event.exitCode);
      });
    });
    await vscode.tasks.executeTask(task);
    return await ended;
  };

  it('run a command line and record it as a task', async () => {
    assert.equal(await execute('line'), 0);
    const { row } = await untilRun(opened, 'recorded', ({ status }) => status === 'finished');
    assert.equal(row.name, 'mine');
  });

  it('end with the exit code of the script', async () => {
    assert.equal(await execute('script'), 3);
    await untilRun(opened, 'failed', ({ status, exitCode }) => status === 'failed' && exitCode === 3);
  });

  it('say what is wrong in a task that names nothing', async () => {
    assert.equal(await execute('nothing'), 2);
  });

  it('are offered for scripts that ran before', async () => {
    assert.equal((await find('train.py')).definition['script'], 'train.py');
  });
});
