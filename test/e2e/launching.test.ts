/** Every way to launch from the editor besides the lens: what is asked for, what is remembered, and what is then recorded. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { outputOf, recordedRuns, untilRecorded } from './recordedRuns.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const settings = { 'cairn.output.showOnRun': false };

/** Says how it was called. */
const script = `import sys

if __name__ == "__main__":
    print("called with", sys.argv[1:])
`;

/** VS Code draws lenses anew when what they say changes; a click that meets that moment is lost. */
async function runWith(window: Awaited<ReturnType<typeof openVSCode>>): Promise<void> {
  await until('it asks', async () => {
    await window.clickLens('Run with…');
    return await window
      .quickInput()
      .waitFor({ timeout: 10_000 })
      .then(
        () => true,
        () => false,
      );
  });
}

describe('Run with…', () => {
  it('asks for arguments, parameters, name, experiment and tags, and remembers them for the script', async () => {
    const folder = await workspaceOf({ 'train.py': script, 'other.py': script });
    const window = await openVSCode({ folder, settings });
    await window.openFile('train.py');

    await runWith(window);
    await window.quickMessage().getByText('Arguments, given to the script').waitFor();
    await window.answer('--lr 0.5 "two words');
    await window.quickMessage().getByText('A quote " is not closed.').waitFor();
    await window.answer('--lr 0.5 "two words"');
    await window.quickMessage().getByText('Parameters, recorded with the run').waitFor();
    await window.answer('lr');
    await window.quickMessage().getByText('“lr” should be a pair like lr=0.01.').waitFor();
    await window.answer('lr=0.5 depth=6');
    await window.quickMessage().getByText('Name of the run').waitFor();
    await window.answer('the first');
    await window.quickMessage().getByText('Experiment').waitFor();
    await window.answer('credit risk');
    await window.quickMessage().getByText('Tags').waitFor();
    await window.quickInput().fill('stage=smoke');
    await window.quickButton('Back');
    await window.quickMessage().getByText('Experiment').waitFor();
    await window.quickInput().press('Enter');
    await window.quickMessage().getByText('Tags').waitFor();
    assert.equal(await window.quickInput().inputValue(), 'stage=smoke');
    await window.quickInput().press('Enter');

    const first = await untilRecorded(folder, 1);
    assert.deepEqual(
      [first.name, first.experiment, first.params, first.tags],
      ['the first', 'credit risk', { lr: '0.5', depth: '6' }, { stage: 'smoke' }],
    );
    await until('the script was given its arguments', async () =>
      (await outputOf(folder, first)).includes("called with ['--lr', '0.5', 'two words']"),
    );
    await window.showCairn();
    await window.row('the first').waitFor();

    await window.reload();
    await window.openFile('train.py');
    await runWith(window);
    assert.equal(await window.quickInput().inputValue(), '--lr 0.5 "two words"');
    await window.quickInput().fill('--lr 0.6');
    await window.quickButton('Run now');
    const second = await untilRecorded(folder, 2);
    assert.deepEqual(second.command.slice(1), [path.join(folder, 'train.py'), '--lr', '0.6']);
    assert.deepEqual(
      [second.experiment, second.params, second.tags],
      [first.experiment, first.params, first.tags],
    );
    assert.notEqual(second.name, 'the first');

    await window.openFile('other.py');
    await runWith(window);
    assert.equal(await window.quickInput().inputValue(), '');
    await window.quickInput().press('Escape');
    await window.quickInput().waitFor({ state: 'hidden' });
    assert.equal((await recordedRuns(folder)).length, 2);
  });
});

describe('the menus', () => {
  it('run a script from the explorer, from the title of its editor, and a command line from the palette', async () => {
    const folder = await workspaceOf({ 'train.py': script, 'two words.py': script });
    const window = await openVSCode({ folder, settings });
    await untilReady(window, 'train.py');
    await window.contextMenu(window.explorerFile('two words.py'), 'Run Script');
    const first = await untilRecorded(folder, 1);
    assert.deepEqual([first.script, first.origin], ['two words.py', 'editor']);

    await window.tab('train.py').click();
    await window.focusEditor();
    await window.page.keyboard.press('ControlOrMeta+Home');
    await window.page.keyboard.type('# as it is on the screen\n');
    await window.editorActions('Run Script').click();
    const second = await untilRecorded(folder, 2);
    assert.equal(second.script, 'train.py');
    assert.match(await readFile(path.join(folder, 'train.py'), 'utf8'), /^# as it is on the screen\n/);

    await window.command('Cairn: Run Command…');
    await window.answer('no-such-program --epochs 3');
    await window.told('The program no-such-program was not found.');
    await window.command('Cairn: Run Command…');
    await window.answer('python3 "two words.py" --epochs 3');
    const third = await untilRecorded(folder, 3);
    assert.deepEqual(third.command, ['python3', 'two words.py', '--epochs', '3']);
    await until('the command was given its arguments', async () =>
      (await outputOf(folder, third)).includes("called with ['--epochs', '3']"),
    );
  });
});

describe('a task in tasks.json', () => {
  it('runs its script as a recorded run and shows the output where tasks are shown', async () => {
    const task = {
      type: 'cairn',
      label: 'nightly',
      script: 'jobs/train.py',
      args: ['--data', 'full', 3],
      params: { lr: 0.01 },
      experiment: 'nights',
    };
    const folder = await workspaceOf({
      'jobs/train.py': script,
      '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks: [task] }),
    });
    const window = await openVSCode({ folder, settings });
    await untilReady(window, 'train.py');
    await window.command('Tasks: Run Task');
    await window.quickRow('nightly').first().click();
    const record = await untilRecorded(folder, 1);
    assert.deepEqual(
      [record.script, record.origin, record.params, record.experiment],
      ['jobs/train.py', 'task', { lr: '0.01' }, 'nights'],
    );
    await until('the terminal shows the output and the end', async () => {
      const text = await window.terminalText();
      return (
        text.includes("called with ['--data', 'full', '3']") && text.includes(`${record.name}: finished`)
      );
    });
  });
});

/** Menus and tasks of an extension come a moment after the window; lenses tell that it is there. */
async function untilReady(window: Workbench, file: string): Promise<void> {
  await window.openFile(file);
  await window.lens('▷ Run').waitFor();
}
