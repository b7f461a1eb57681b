/** A notebook logs to the folder through the address that the palette gives, whatever becomes of the window. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { recordedRuns } from './recordedRuns.ts';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const run = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';
// Its questions to other machines would make a test wait for them.
const env = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' };

/** As a kernel does: a run stays open over many cells. */
const session = `import os, time
import mlflow

if __name__ == "__main__":
    with mlflow.start_run(run_name="long-session"):
        mlflow.log_metric("loss", 0.5, step=1)
        while not os.path.exists("go"):
            time.sleep(0.05)
        mlflow.log_metric("loss", 0.25, step=2)
        mlflow.log_text("done", "notes.txt")
`;
const cell = `import mlflow, sys

mlflow.set_tracking_uri(sys.argv[1])
with mlflow.start_run(run_name="pasted-address"):
    mlflow.log_param("depth", 3)
`;

describe('tracking for notebooks', () => {
  it('starts from the palette, reaches terminals and notebooks, survives a reload, and ends by command', async () => {
    const folder = await workspaceOf({ 'session.py': session, 'cell.py': cell });
    const window = await openVSCode({ folder, env });
    await window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Menus of an extension come a moment after the window.
    await window.openFile('session.py');
    await window.lens('▷ Run').waitFor();
    await window.command('Cairn: Start Tracking for a Notebook');
    const recorded = 'What notebooks log through MLflow is recorded in work';
    await window.told(recorded);
    await window.statusBar('Tracking').waitFor();
    await window.screenshot(screenshotPath('tracking-started'));
    const uri = await clipboard(window);
    const [, token = ''] = /^http:\/\/127\.0\.0\.1:\d+\/token\/([\w-]{40,})$/.exec(uri) ?? [];
    assert.notEqual(token, '', uri);
    await window.answerTold(recorded, 'Copy as Code');
    await until('the code is on the clipboard', async () =>
      (await clipboard(window)).includes(`mlflow.set_tracking_uri("${uri}")`),
    );

    await terminal(window, `"${python}" session.py`);
    await window.showCairn();
    await window.row('long-session').waitFor();
    await run(python, ['cell.py', uri], { cwd: folder, env: { ...process.env, ...env } });
    await window.row('pasted-address').waitFor();

    await window.reload();
    await window.statusBar('Tracking').waitFor();
    await writeFile(path.join(folder, 'go'), '');
    await window.showCairn();
    await until('the session ended well', async () => {
      const [record] = (await recordedRuns(folder)).filter(({ name }) => name === 'long-session');
      const events =
        record && (await readFile(path.join(folder, '.cairn/runs', record.id, 'events.jsonl'), 'utf8'));
      return events?.includes('"notes.txt"') === true && /"type":"ended".*"status":"finished"/.test(events);
    });
    await window.row('long-session').getByText('loss 0.25').waitFor();
    assert.deepEqual(await filesWith(folder, token), []);

    const reply = await fetch(`${uri}/api/2.0/mlflow/runs/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ experiment_id: '0', run_name: 'still-open', start_time: Date.now() }),
    });
    assert.equal(reply.status, 200);
    await window.row('still-open').waitFor();
    await window.statusBar('still-open').waitFor();
    await window.command('Cairn: Stop Tracking for Notebooks');
    await window.dialog().getByText('still-open will be ended here').waitFor();
    await window.dialog().getByText('Cancel').click();
    assert.equal((await fetch(`${uri}/health`)).status, 200);
    await window.command('Cairn: Stop Tracking for Notebooks');
    await window.dialog().getByRole('button', { name: 'Stop Tracking' }).click();
    await window.told('Notebooks are not tracked any more');
    await window.spokenRow('stopped').waitFor();
    await window.statusBar('Tracking').waitFor({ state: 'detached' });
    await assert.rejects(fetch(`${uri}/health`));
    await terminal(window, 'echo "[$MLFLOW_TRACKING_URI$MLFLOW_TRACKING_PASSWORD]"');
    await until('the new terminal knows no address', async () =>
      (await window.terminalText()).includes('\n[]'),
    );
    assert.equal(await window.offersCommand('Cairn: Stop Tracking for Notebooks'), false);
  });
});

async function clipboard(window: Workbench): Promise<string> {
  return await window.page.evaluate('navigator.clipboard.readText()').then(String);
}

/** Opens a new terminal, which has the variables of this moment, and types a line into it. */
async function terminal(window: Workbench, line: string): Promise<void> {
  await window.command('Terminal: Create New Terminal');
  await until('the terminal has a prompt', async () => (await window.terminalText()).trim() !== '');
  await window.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await window.page.keyboard.type(`${line}\n`);
}

/** Files of the folder that hold the text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const holding = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text) && file));
  return holding.filter((file) => file !== false);
}
