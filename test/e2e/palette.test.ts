/** Commands that no other test gives, by name and on thousands of runs: each does what it says. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { makeRunFolders } from '../bench/runFolders.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const count = 3000;

describe('commands on thousands of runs', () => {
  it('do what they say', async () => {
    const folder = await workspaceOf({ 'train_1.py': '' });
    const window = await openVSCode({ folder, settings: { 'cairn.runs.groupBy': 'none' } });
    await window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await window.showCairn();
    await window.view('Runs').getByText('No runs yet.').waitFor();
    makeRunFolders(folder, count);
    const layout = layoutOf(folder);
    const ids = readdirSync(layout.runs).sort();
    const [oldest = '', newest = ''] = [ids[0], ids.at(-1)];
    const isFirst = (id: string) => async () => (await window.rowTexts())[0]?.includes(nameIn(id));
    await until('the newest run is on top', isFirst(newest));
    const edits = () => {
      const file = runPaths(runDir(layout, newest)).edits;
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    /** Gives the command and chooses the first run of those that it offers, the newest. */
    const onNewest = async (command: string, question: RegExp): Promise<void> => {
      await window.command(`Cairn: ${command}`);
      await window.quickTitle(question).waitFor();
      await window.quickRow(nameIn(newest)).first().waitFor();
      await window.quickInput().press('Enter');
    };

    const table: readonly (readonly [command: string, act: () => Promise<void>])[] = [
      ['Filter Runs…', async () => await completeFilter(window)],
      [
        'Sort Runs…',
        async () => {
          for (const [order, first] of [
            ['Oldest first', oldest] as const,
            ['Newest first', newest] as const,
          ]) {
            await window.command('Cairn: Sort Runs…');
            await window.quickRow(order).click();
            await until(order, isFirst(first));
          }
        },
      ],
      [
        'Copy Run ID',
        async () => {
          await onNewest('Copy Run ID', /Copy/);
          const copied = async () => await window.page.evaluate(() => navigator.clipboard.readText());
          await until('the id is in the clipboard', async () => (await copied()) === newest);
        },
      ],
      [
        'Edit Note…',
        async () => {
          await onNewest('Edit Note…', /^Edit note/);
          await window.quickTitle(/^Note on/).waitFor();
          await window.answer('worth a look');
          await until('the note is kept', () => edits().includes('"note":"worth a look"'));
        },
      ],
      [
        'Edit Tags…',
        async () => {
          await onNewest('Edit Tags…', /^Edit tags/);
          await window.quickTitle(/^Tags of/).waitFor();
          await window.answer('stage=prod');
          await until('the tag is kept', () => edits().includes('"stage":"prod"'));
        },
      ],
      [
        'Restore from Trash…',
        async () => {
          await onNewest('Move to Trash', /^Move to trash/);
          await until('it is in the trash', () => existsSync(path.join(layout.trash, newest)));
          await window.command('Cairn: Restore from Trash…');
          await window.quickRow(nameIn(newest)).click();
          await window.quickInput().press('Enter');
          await until('it is back', isFirst(newest));
          assert.deepEqual(readdirSync(layout.trash), []);
        },
      ],
      [
        'Show Disk Use, Empty Trash…',
        async () => {
          await onNewest('Move to Trash', /^Move to trash/);
          await until('it is in the trash', () => existsSync(path.join(layout.trash, newest)));
          await window.command('Cairn: Show Disk Use');
          await window.quickRow(/runs.*MB/).waitFor();
          await window.quickRow(/trash.*kB, Enter empties it/).waitFor();
          await window.quickInput().press('Escape');
          await window.command('Cairn: Empty Trash…');
          await window.dialog().getByText('Delete 1 run for good?').waitFor();
          await window.dialog().getByRole('button', { name: 'Empty Trash' }).click();
          await until('the trash is empty', () => readdirSync(layout.trash).length === 0);
        },
      ],
      [
        'Remove Star',
        async () => {
          const next = ids.at(-2) ?? '';
          await window.rowAction(window.row(nameIn(next)).first(), 'Star');
          await window.row('★').first().waitFor();
          await window.rowAction(window.row('★').first(), 'Remove Star');
          await window.row('★').first().waitFor({ state: 'detached' });
          assert.match(readFileSync(runPaths(runDir(layout, next)).edits, 'utf8'), /"star":false/);
        },
      ],
      [
        'Finish Interrupted Runs',
        async () => {
          await window.command('Cairn: Finish Interrupted Runs');
          await window.told('There was nothing to finish.');
        },
      ],
      [
        'Show Running',
        async () => {
          await window.command('Cairn: Show Running');
          await window.quickRow('Show all runs').waitFor();
          await window.quickInput().press('Escape');
        },
      ],
      [
        'Show Files That Could Not Be Read',
        async () => {
          const broken = runPaths(runDir(layout, oldest)).dir.replace(/....$/, '0000');
          mkdirSync(broken);
          writeFileSync(path.join(broken, 'run.json'), '{');
          await until('it is told', async () => {
            await window.command('Cairn: Refresh Runs');
            return await window.view('Runs').getByText('1 file could not be read').isVisible();
          });
          await window.command('Cairn: Show Files That Could Not Be Read');
          await window.quickRow('run.json').click();
          await window.tab('run.json').waitFor();
        },
      ],
      [
        'Open config.yaml',
        async () => {
          await window.command('Cairn: Open config.yaml');
          await window.tab('config.yaml').waitFor();
          assert.match(readFileSync(layout.config, 'utf8'), /^# How Cairn judges/);
        },
      ],
      [
        'Show Log',
        async () => {
          await window.command('Cairn: Show Log');
          // Without its native logger, as it runs here, VS Code leaves every log empty: which one is shown is seen alone.
          await window.shownOutput('Cairn').waitFor();
        },
      ],
      [
        'Take the Tour',
        async () => {
          await window.command('Cairn: Take the Tour');
          await window.page
            .getByRole('heading', { name: 'Record your first training run', level: 2 })
            .waitFor();
        },
      ],
      [
        'Open Example Project',
        async () => {
          await window.command('Cairn: Open Example Project');
          await window.quickTitle(/Where should the example project go/).waitFor();
          await window.answerPath(path.dirname(folder));
          const script = path.join(path.dirname(folder), 'cairn-example', 'train_credit.py');
          await until('the example is there', () => existsSync(script));
        },
      ],
    ];
    for (const [command, act] of table) {
      await act().catch((error: unknown) => {
        throw new Error(`Cairn: ${command}`, { cause: error });
      });
    }
  });
});

/** Enter goes on with the line until it is right, then shows what matches. */
async function completeFilter(window: Workbench): Promise<void> {
  const line = async (text: string) =>
    await until(`the line is ${text}`, async () => (await window.quickInput().inputValue()) === text);
  await window.command('Cairn: Filter Runs…');
  await window.quickInput().fill('metrics.val');
  await window.quickRow('val_auc').waitFor();
  await window.quickInput().press('Enter');
  await line('metrics.val_auc ');
  await window.quickInput().fill('metrics.val_auc > 0.5 and status = "fini');
  await window.quickRow('finished').waitFor();
  await window.quickInput().press('Enter');
  await line('metrics.val_auc > 0.5 and status = "finished" ');
  await window.quickRow('Show runs that match').waitFor();
  await window.quickInput().press('Enter');
  await window.view('Runs').getByText('Only runs with metrics.val_auc > 0.5').waitFor();
  await window.command('Cairn: Clear Filter');
  await window.view('Runs').getByText('Only runs with').waitFor({ state: 'detached' });
}

/** `quiet-heron` of `20261123-084102-quiet-heron-3f9a`. */
function nameIn(id: string): string {
  return id.split('-').slice(2, -1).join('-');
}
