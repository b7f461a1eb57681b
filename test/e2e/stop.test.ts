/** Stopping works from wherever one looks, also after a reload, and a second stop does not wait. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pacedScript, stubbornScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

describe('stopping a run', () => {
  it('from the row', async () => {
    const window = await running(pacedScript(9));
    await window.rowAction(window.row('epoch 1/9'), 'Stop Run');
    await window.spokenRow('stopped').waitFor();
  });

  it('from the status bar', async () => {
    const window = await running(pacedScript(9));
    await window.statusBar('1/9').click();
    await window.quickRow('epoch 1/9').hover();
    await window.quickRow('epoch 1/9').locator('.action-label[aria-label^="Stop"]').click();
    await window.page.keyboard.press('Escape');
    await window.spokenRow('stopped').waitFor();
  });

  it('after the window was reloaded', async () => {
    const window = await running(pacedScript(9));
    await window.reload();
    await window.showCairn();
    await window.row('epoch 1/9').waitFor();
    await window.rowAction(window.row('epoch 1/9'), 'Stop Run');
    await window.spokenRow('stopped').waitFor();
  });

  it('a second time is immediate, when the script ignores the first', async () => {
    const folder = await workspaceOf({
      'train.py': stubbornScript,
      '.cairn/config.yaml': 'stopGraceSeconds: 600\n',
    });
    const window = await start(folder);
    await window.row('epoch 1/9').waitFor();
    await window.rowAction(window.row('epoch 1/9'), 'Stop Run');
    await until('the first stop is on disk', async () => (await stopLines(folder)) === 1);
    await window.rowAction(window.row('epoch 1/9'), 'Stop Run');
    await window.spokenRow('stopped').waitFor();
  });
});

async function running(script: string): Promise<Workbench> {
  const window = await start(await workspaceOf({ 'train.py': script }));
  await window.row('epoch 1/9').waitFor();
  return window;
}

async function start(folder: string): Promise<Workbench> {
  const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });
  await window.openFile('train.py');
  await window.clickLens('▷ Run');
  await window.showCairn();
  return window;
}

async function stopLines(folder: string): Promise<number> {
  const runs = path.join(folder, '.cairn', 'runs');
  const [id = ''] = await readdir(runs);
  const text = await readFile(path.join(runs, id, 'stop.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).length;
}
