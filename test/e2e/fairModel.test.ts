/** The example's biased model is caught without anybody asking; a second one keeps to the limits: rows, lenses, page, model, exit codes. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { openVSCode, screenshotPath } from './vscode.ts';
import { exampleWorkspace } from './workspaces.ts';

const exec = promisify(execFile);
/** As good as the usual ones, in two seconds. */
const quick = ['--epochs', '3', '--rounds', '60', '--lr', '0.03'];

describe('a model that treats groups unequally', () => {
  it('is caught when its predictions are there, explained, and followed by one that is within limits', async () => {
    const folder = await exampleWorkspace();
    const cairn = async (...words: string[]) =>
      await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    const python = async (name: string, ...words: string[]) =>
      await cairn('run', '--name', name, '--', process.env['CAIRN_PYTHON'] ?? 'python3', ...words);
    const verdict = async () =>
      await cairn('fairness', '--policy').then(
        () => 'holds',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    const window = await openVSCode({ folder });
    await window.showCairn();
    await python('biased', 'train_credit.py', ...quick);
    await python('judged', 'evaluate.py');
    await window.row('judged').getByText('✗ fairness').waitFor();
    await window.row('biased').getByText('✗ fairness').waitFor();
    assert.equal(await verdict(), 1);

    await window.openFile('evaluate.py');
    await window.clickLens('exceeds fairness limits (judged)');
    const page = await window.pageFrame('.finding');
    await page.locator('.finding', { hasText: 'sex = F are wrongly refused' }).waitFor();
    await page.locator('.head').getByText('1 of 1 limits exceeded').waitFor();
    await window.screenshot(screenshotPath('fairness-example'));

    await cairn('models', 'register', 'biased', 'credit-risk', '--artifact', 'credit_model.json');
    await python('mended', 'train_credit.py', '--income', 'restored', ...quick);
    await python('judged-again', 'evaluate.py');
    await window.row('judged-again').getByText('✓ fairness').waitFor();
    await window.row('mended').getByText('✓ fairness').waitFor();
    assert.equal(await verdict(), 'holds');
    await cairn('models', 'register', 'mended', 'credit-risk', '--artifact', 'credit_model.json');
    const text = await readFile(path.join(folder, '.cairn', 'models', 'credit-risk.yaml'), 'utf8');
    assert.deepEqual(
      [...text.matchAll(/^ {6}verdict: (\w+)$/gm)].map(([, word]) => word),
      ['exceeds', 'within'],
    );
    await window.openFile('train_credit.py');
    await window.clickLens('within fairness limits (mended)');
    const better = await window.pageFrame('.finding');
    await better.locator('.head').getByText('within limits').waitFor();
    await better.getByRole('button', { name: 'Against nothing: choose other predictions' }).click();
    await window.page.getByText('Hold these predictions against which others?').waitFor();
    await window.choose('judged');
    const closed = /Against judged the gap between sex = F and sex = M in FNR shrank from 0\.\d+ to 0\.\d+/;
    await better.locator('.versus-finding', { hasText: closed }).waitFor();
    await window.screenshot(screenshotPath('fairness-example-against'));
    await window.row('credit-risk', 'Catalog').first().dblclick();
    const model = await window.pageFrame('#h-judged');
    await model.locator('h1', { hasText: 'credit-risk' }).waitFor();
    await window.screenshot(screenshotPath('model-fairness'));
  });
});
