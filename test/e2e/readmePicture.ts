/** npm run picture: draws media/readme.png, a real window on the example with some runs behind it and one that is live. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { node24, root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { closeServers, openVSCode } from './vscode.ts';
import { exampleWorkspace, removeWorkspaces } from './workspaces.ts';

const exec = promisify(execFile);
const python = '/usr/bin/python3';

try {
  const folder = await exampleWorkspace();
  await exec('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  await exec('git', ['add', '.'], { cwd: folder });
  await exec('git', ['-c', 'user.name=Sam', '-c', 'user.email=sam@example.org', 'commit', '-qm', 'Start'], {
    cwd: folder,
  });
  const cli = path.join(root, 'out', 'cli.js');
  const record = async (...command: string[]): Promise<unknown> =>
    await exec(node24(), [cli, 'run', '--', python, ...command], { cwd: folder });
  await record('train_baseline.py');
  await record('train_credit.py', '--rounds', '20', '--lr', '0.02');
  await record('train_credit.py', '--rounds', '40', '--lr', '0.06', '--epochs', '10');
  await record('train_credit.py', '--lr', 'fast').catch(() => 'fails on purpose');

  const script = path.join(folder, 'train_credit.py');
  await writeFile(script, (await readFile(script, 'utf8')).replace('BINS = 24', 'BINS = 32'));
  const window = await openVSCode({
    folder,
    settings: {
      'cairn.python': python,
      'cairn.output.showOnRun': false,
      'editor.minimap.enabled': false,
      'workbench.editor.openSideBySideDirection': 'right',
    },
  });
  await window.openFile('train_credit.py');
  await window.clickLens('▷ Run');
  await window.showCairn();
  await window.row('epoch').first().click();
  await window.pageFrame('h1');
  await window.command('View: Move Editor into Right Group');
  await until(
    'some epochs have passed',
    async () => (await window.row(/epoch\s(9|1\d)\/20/).count()) > 0,
    120_000,
  );
  await window.pageFrame('canvas');
  await window.page.screenshot({ path: path.join(root, 'media', 'readme.png') });
} finally {
  await closeServers();
  await removeWorkspaces();
}
