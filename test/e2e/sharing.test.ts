/** Runs that leave a folder by the dialogs of a real VS Code: as one file that another folder takes in, and as texts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { root } from '../../tools/toolchain.mjs';
import { runDetail } from '../../src/protocol/runShape.ts';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { openSeries } from '../../src/storage/series/seriesReader.ts';
import { recordedRuns, untilRecorded } from './recordedRuns.ts';
import { startInTerminal } from './terminalRun.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

const script = `import json, os, pathlib

def log(**line):
    with open(os.environ["CAIRN_INBOX"], "a") as inbox:
        inbox.write(json.dumps(line) + "\\n")

if __name__ == "__main__":
    log(params={"lr": 0.01, "note": "=HYPERLINK(\\"http://x\\")"}, tags={"stage": "smoke"})
    log(note="by the script", dataset="loans-2026", role="train")
    for step in range(1, 301):
        log(metrics={"val_auc": 0.5 + step / 1000, "loss": float("nan") if step == 7 else 1 / step}, step=step)
    plots = pathlib.Path(os.environ["CAIRN_ARTIFACTS"]) / "plots"
    plots.mkdir()
    (plots / "größe 1.txt").write_bytes(bytes(range(256)) * 300)
    print("all done")
`;

describe('sharing runs without a server', () => {
  it('takes a run from one folder to another, with everything that was recorded of it', async () => {
    const { from, window, id } = await recorded();
    const zip = path.join(path.dirname(from), 'shared.zip');
    const page = await window.openRow(window.row('val_auc 0.800'));
    await page.getByRole('button', { name: 'Edit the note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('worth sharing');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('worth sharing').waitFor();
    await page.getByRole('button', { name: 'Star this run' }).click();
    await window.row('★').waitFor();

    await window.contextMenu(window.row('val_auc 0.800'), 'Export…');
    await window.answerPath(zip);
    await window.told('shared.zip was written.');

    const to = await workspaceOf({ 'other.py': 'print(1)\n' }, 'elsewhere');
    const elsewhere = await openVSCode({ folder: to });
    await elsewhere.showCairn();
    await elsewhere.viewMenu('Import Runs from File…');
    await elsewhere.answerPath(zip);
    await elsewhere.row(/val_auc 0\.800/).waitFor();
    await elsewhere.row('★').waitFor();
    const imported = await elsewhere.pageFrame('h1');
    for (const text of ['worth sharing', 'by the script', 'plots/größe 1.txt'])
      await imported.getByText(text).first().waitFor();

    assert.deepEqual(await everythingOf(to, id), await everythingOf(from, id));
    const before = await filesOf(runDir(layoutOf(to), id));
    await elsewhere.viewMenu('Import Runs from File…');
    await elsewhere.answerPath(zip);
    await elsewhere.told('All of these runs were here already.');
    assert.deepEqual(await filesOf(runDir(layoutOf(to), id)), before);
    assert.equal((await recordedRuns(to)).length, 1);

    // A file that only looks like one is refused in a sentence, and changes nothing.
    await writeFile(path.join(to, 'foreign.zip'), 'no archive');
    await elsewhere.viewMenu('Import Runs from File…');
    await elsewhere.answerPath(path.join(to, 'foreign.zip'));
    await elsewhere.told('foreign.zip was not imported');
    assert.deepEqual(await readdir(layoutOf(to).runs), [id]);
  });

  it('writes one run with its points, and several as a table, for other programs and for people', async () => {
    const { from, window, id } = await recorded();
    const second = await startInTerminal(from, 'python3', 'train.py');
    await until('two runs have ended', async () => (await window.row('val_auc 0.800').count()) === 2);
    const out = path.join(path.dirname(from), 'texts');
    await mkdir(out);
    const exported = async (name: string): Promise<string> => {
      await window.answerPath(path.join(out, name));
      // VS Code shows a few at a time.
      await window.dismiss(`${name} was written.`);
      return await readFile(path.join(out, name), 'utf8');
    };
    const one = window.row('val_auc 0.800').first();
    await window.openRow(one);
    await window.contextMenu(one, 'Export…');
    const points = (await exported('points.csv')).trimEnd().split('\r\n');
    // A slow machine has measured itself meanwhile.
    assert.equal(points.filter((line) => !line.startsWith('system/')).length, 1 + 600);
    assert.equal(points[0], 'metric,step,time,value');
    assert.ok(points.some((line) => /^loss,7,\d{4}-[^,]+Z,NaN$/.test(line)));
    assert.ok(points.some((line) => /^val_auc,300,\d{4}-[^,]+Z,0\.8$/.test(line)));
    await window.contextMenu(one, 'Export…');
    const detail = z
      .looseObject({
        id: z.string(),
        series: z.array(z.object({ key: z.string(), points: z.array(z.unknown()) })),
      })
      .parse(JSON.parse(await exported('one.json')));
    assert.ok([id, second].includes(detail.id));
    assert.deepEqual(
      detail.series
        .filter(({ key }) => !key.startsWith('system/'))
        .map(({ key, points: all }) => [key, all.length])
        .sort(),
      [
        ['loss', 300],
        ['val_auc', 300],
      ],
    );
    await window.contextMenu(one, 'Export…');
    assert.match(await exported('one.md'), /^# .*\n\n`.*`[^]*\| val\\_auc \|[^]*\| lr \| 0\.01 \|/);

    await window
      .row('val_auc 0.800')
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await window.contextMenu(one, 'Export…');
    const table = (await exported('table.csv')).trimEnd().split('\r\n');
    assert.equal(table.length, 3);
    assert.match(table[0] ?? '', /^id,name,status,.*metrics\.val_auc.*params\.lr/);
    for (const line of table.slice(1)) assert.ok(line.includes(`"'=HYPERLINK(""http://x"")"`), line);
    await window.contextMenu(one, 'Export…');
    const rows = z.array(z.looseObject({ id: z.string() })).parse(JSON.parse(await exported('table.json')));
    assert.deepEqual(rows.map((row) => row.id).sort(), [id, second].sort());
    await window.contextMenu(one, 'Export…');
    assert.equal((await exported('table.md')).trimEnd().split('\n').length, 4);
  });
});

/** A folder under git with a change that was not committed, and one run in it that has ended. */
async function recorded(): Promise<{ from: string; window: Workbench; id: string }> {
  const from = await workspaceOf({ 'train.py': '# before\n' });
  const git = async (...words: string[]) =>
    await exec('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], { cwd: from });
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'before');
  await writeFile(path.join(from, 'train.py'), script);
  const window = await openVSCode({ folder: from, settings: { 'cairn.output.showOnRun': false } });
  await window.openFile('train.py');
  await window.clickLens('▷ Run');
  await window.showCairn();
  await window.spokenRow('finished').waitFor();
  return { from, window, id: (await untilRecorded(from, 1)).id };
}

/** What a run says wherever it is: its record as the command line prints it, every point, every file that is shared. */
async function everythingOf(folder: string, id: string): Promise<unknown> {
  const cli = path.join(root, 'out', 'cli.js');
  const { stdout } = await exec(process.execPath, [cli, 'show', id, '--json', '-C', folder]);
  const shown = runDetail.parse(JSON.parse(stdout));
  assert.equal(shown.note, 'worth sharing');
  assert.equal(shown.tags['stage'], 'smoke');
  const paths = runPaths(runDir(layoutOf(folder), id));
  const series = openSeries(paths.metrics);
  const points = ['val_auc', 'loss'].map((key) => series.read(key));
  assert.equal(points[0]?.steps.length, 300);
  assert.equal(Number.isNaN(points[1]?.values[6]), true);
  assert.match(await readFile(paths.patch, 'utf8'), /\+def log/);
  return {
    shown,
    points,
    artifacts: await filesOf(paths.artifacts),
    source: await filesOf(paths.source),
    output: await readFile(paths.output, 'utf8'),
  };
}

/** Base64 of every file below. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(path.join(folder, name), 'base64')] as const),
    ),
  );
}
