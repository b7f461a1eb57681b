/** The model page: readable in every theme and width, compares, hangs together, acts, and says what has changed. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import { lostModelPage, modelPageState } from '../../../src/protocol/modelPage.ts';
import { until } from '../until.ts';
import { modelName, type ModelScenarioName } from './modelScenarios.ts';
import { openModelStage, showModel, type ModelHost } from './modelStage.ts';
import type { Show, Theme } from './pageStage.ts';
import { assertReadable } from './readable.ts';
import { stagedPages } from './stagedPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const drawn: readonly ModelScenarioName[] = [
  ...(['typical', 'first', 'bare', 'empty', 'huge', 'broken', 'server', 'judged'] as const),
];

describe('model page', () => {
  const staged = stagedPages(openModelStage);

  async function show(
    scenario: ModelScenarioName,
    options: Omit<Show, 'before' | 'scenario'> = {},
  ): Promise<{ page: Page; host: ModelHost }> {
    const { page, host, complaints } = await showModel(staged.stage, scenario, options);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return { page, host };
  }
  const rows = async (page: Page, selector: string) =>
    await page
      .locator(selector)
      .evaluateAll((found) =>
        found.map((row) => [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())),
      );
  const called = async (host: ModelHost, method: string) =>
    await until(`the page called ${method}`, () =>
      Promise.resolve(host.calls.find((call) => call.method === method)),
    );

  for (const theme of themes)
    for (const scenario of drawn)
      it(`shows a ${scenario} model in ${theme}: named, readable, nothing sideways, within its policy`, async () => {
        const { page } = await show(scenario, { theme });
        await assertReadable(page, { widths: [1280, 1041, 700, 480, 320] });
      });

  it('holds every metric against the champion and against the version before, each in its direction', async () => {
    const { page } = await show('challenger', { state: state({ version: 8 }) });
    assert.deepEqual(await rows(page, '.mt thead tr'), [
      ['', 'Against the champion', 'Against the version before'],
      ['Metric', 'v8', 'v6', 'Difference', 'v8 is', 'v7', 'Difference', 'v8 is'],
    ]);
    const found = await rows(page, '.mt tbody tr');
    assert.deepEqual(found[0], [
      'test_auc',
      '0.8928',
      '0.8846',
      '+0.0082',
      'better',
      '0.8887',
      '+0.0041',
      'better',
    ]);
    assert.deepEqual(
      found.map(([name, , , , champion, , , before]) => [name, champion, before]),
      [
        ['test_auc', 'better', 'better'],
        ['test_recall_at_5pct', 'better', 'better'],
        ['test_brier', 'better', 'better'],
        ['loss/validation', 'the same', 'better'],
        ['latency_p95_ms', 'worse', 'worse'],
        ['learning_rate', 'not judged', 'not judged'],
      ],
    );
  });

  it('says so where there is nothing to hold it against, and where the champion is the version before', async () => {
    const first = await show('first');
    assert.match(
      await first.page.locator('#h-metrics + span').innerText(),
      /no champion and no version before/,
    );
    const next = await show('typical', { state: state({ version: 8 }) });
    assert.deepEqual((await rows(next.page, '.mt thead tr'))[0], [
      '',
      'Against the champion, the version before',
    ]);
  });

  it('draws data, features, run and version, and opens each with the keyboard', async () => {
    const { page, host } = await show('typical');
    await page.locator('.homes button').first().focus();
    const seen: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      const label = await page.evaluate(() => {
        const element = document.activeElement;
        return element?.classList.contains('node') === true
          ? (element.querySelector('.cut')?.textContent ?? '')
          : '';
      });
      if (label === '') break;
      seen.push(label);
      await page.keyboard.press('Tab');
    }
    assert.deepEqual(seen, [
      ...['loans-2026 v4', 'debt_to_income', 'income_log', 'tenure', 'age_band', 'region', '3 more'],
      ...['bureau-extract v12', 'utilisation', 'late_payments_12m', 'quiet-heron-7', 'credit-risk v7'],
    ]);
    for (const name of ['loans-2026 v4', 'income_log', 'quiet-heron-7']) {
      await page.locator('button.node', { hasText: name }).focus();
      await page.keyboard.press('Enter');
    }
    await until('three things were opened', () => Promise.resolve(host.calls.length === 3 || undefined));
    assert.deepEqual(
      host.calls.map(({ method, params }) => [
        method,
        z.object({ name: z.string().optional() }).parse(params).name,
      ]),
      [
        ['openEntry', 'loans-2026'],
        ['openEntry', 'income_log'],
        ['openRun', undefined],
      ],
    );
  });

  it('marks what is stale with an icon and a sentence, in the picture and in a list', async () => {
    const { page } = await show('broken');
    const sentences = await page.locator('.stale li').allInnerTexts();
    assert.deepEqual(sentences, [
      'The artifact is gone: model.safetensors is not there.',
      'The feature region is deprecated.',
      'The run quiet-heron-7 is not here any more; this record is what is left of it.',
    ]);
    assert.equal(await page.locator('.lineage .i.warn').count(), 3);
    assert.match((await page.locator('.node.this').getAttribute('title')) ?? '', /The artifact is gone/);
    assert.match(await page.locator('.note').innerText(), /credit-risk\.yaml, line \d+: .*lots|line \d+:/);
  });

  it('says limit by limit how it treats groups, and opens the report', async () => {
    const { page, host } = await show('judged');
    const section = page.locator('section[aria-labelledby=h-judged]');
    assert.match(
      await section.locator('header').innerText(),
      /^Fairness\s+exceeds\s+48\u202f?.?210 rows · judged-quiet-heron-8 · /,
    );
    assert.deepEqual(await rows(page, 'section[aria-labelledby=h-judged] tbody tr'), [
      ['FNR difference sex', '0.111', '0.049 – 0.176', '≤ 0.05', 'exceeds'],
      ['demographic parity ratio sex × age_band', '0.861', '0.81 – 0.92', '≥ 0.8', 'within limits'],
      ['equalized odds difference race', '–', '–', '≤ 0.1', 'not enough data'],
    ]);
    await section.getByRole('button', { name: 'Open the fairness report' }).press('Enter');
    assert.deepEqual((await called(host, 'openFairness')).params, { name: modelName, version: 8 });
    await page.locator('.vt').getByRole('button', { name: 'v7' }).click();
    await section.waitFor({ state: 'detached' });
  });

  it('is within no limits by an exception that has ended', async () => {
    const { page } = await show('lapsed');
    const header = page.locator('section[aria-labelledby=h-judged] header');
    assert.match(await header.innerText(), /^Fairness\s+an exception has ended\s/);
  });

  it('shows all of three hundred features and five hundred versions only when asked', async () => {
    const { page } = await show('huge');
    assert.equal((await page.locator('.features button.node').count()) < 12, true);
    assert.equal(await page.locator('.vt tbody tr').count(), 20);
    await page.getByRole('button', { name: '295 more' }).click();
    await until('all features are there', async () =>
      (await page.locator('.features .node').count()) >= 300 ? true : undefined,
    );
    await page.getByRole('button', { name: 'Show all 500 versions' }).click();
    await until('all versions are there', async () =>
      (await page.locator('.vt tbody tr').count()) === 500 ? true : undefined,
    );
  });

  it('goes to another version, and is there again after a reload', async () => {
    const { page } = await show('typical');
    assert.equal(await page.locator('h1').innerText(), 'credit-risk v7');
    await page.locator('.vt').getByRole('button', { name: 'v5' }).click();
    await page.locator('h1', { hasText: 'credit-risk v5' }).waitFor();
    await page.reload();
    await page.locator('h1', { hasText: 'credit-risk v5' }).waitFor();
  });

  it('asks for a roll-back, an alias and the rest by the commands that ask the person', async () => {
    const { page, host } = await show('typical');
    await page.getByRole('button', { name: 'Roll back champion to v5…' }).click();
    await page.getByRole('button', { name: 'Set alias…' }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete version…' }).click();
    await until('three commands were called', () => Promise.resolve(host.calls.length === 3 || undefined));
    assert.deepEqual(
      host.calls.map(({ params }) => params),
      [
        { name: modelName, version: 7, action: 'rollBack', alias: 'champion' },
        { name: modelName, version: 7, action: 'setAlias', alias: null },
        { name: modelName, version: 7, action: 'deleteVersion', alias: null },
      ],
    );
  });

  it('compares its run with that of the version it is held against', async () => {
    const { page, host } = await show('challenger', { state: state({ version: 8 }) });
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Compare with the run of v6' }).click();
    const { params } = await called(host, 'compareRuns');
    assert.equal(z.object({ runs: z.array(z.string()) }).parse(params).runs.length, 2);
  });

  it('changes nothing of a model on a server, says where it is read from, and reads it again when asked', async () => {
    const { page, host } = await show('server', { state: state({ server: 'mlflow.example.org' }) });
    await page.getByText('on mlflow.example.org, read only').waitFor();
    const buttons = await page.locator('.head .end').locator('vscode-button, button').allInnerTexts();
    assert.deepEqual(
      buttons.map((text) => text.trim()).filter((text) => text !== ''),
      [...['Refresh', 'Copy…', 'Open run']],
    );
    assert.equal(await page.locator('button.node.this').count(), 0);
    assert.equal(await page.locator('.facts button').count(), 1, 'only the run can be opened');
    await page.getByText('keeps no history of its moves').waitFor();
    await page.getByRole('button', { name: 'Open run' }).click();
    await called(host, 'openRun');
    await page.getByRole('button', { name: 'Copy…' }).click();
    await called(host, 'act');
    host.scenario = { ...host.scenario, text: 'name: other\n' };
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('There is no registered model credit-risk on mlflow.example.org').waitFor();
    host.failure = new UserError('serverUnreachable', 'It cannot be reached.', 'Check the network.');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('It cannot be reached. Check the network.').waitFor();
    host.failure = undefined;
    host.scenario = { ...host.scenario, text: `name: ${modelName}\n` };
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('This model has no version yet.').waitFor();
    assert.equal(await page.getByText('Register Model').count(), 0);
  });

  it('says what verifying found, and shows a move that was made elsewhere', async () => {
    const { page, host } = await show('typical');
    await page.getByRole('button', { name: 'Verify artifact' }).click();
    await called(host, 'verify');
    await page.getByText('Artifact unchanged').waitFor();
    host.scenario = { ...host.scenario, artifact: 'differs' };
    await page.getByRole('button', { name: 'Verify artifact' }).click();
    await page.getByText('Artifact changed').waitFor();
    assert.match(await page.locator('.stale').innerText(), /The artifact is differs\./);
    const moved = '  - { alias: champion, from: 7, to: 8, by: ada }\n';
    host.change({ text: `${host.scenario.text.replace('champion: 7', 'champion: 8')}${moved}` });
    await page.locator('h1', { hasText: 'credit-risk v8' }).waitFor();
    await page.getByRole('status').getByText('champion: v7 → v8', { exact: true }).waitFor();
  });

  it('goes on with the others when the version that it shows is deleted', async () => {
    const { page, host } = await show('typical', { state: state({ version: 4 }) });
    const { text } = host.scenario;
    host.change({
      text: text.slice(0, text.indexOf('  - version: 4')) + text.slice(text.indexOf('  - version: 5')),
    });
    await page.locator('h1', { hasText: 'credit-risk v7' }).waitFor();
    host.change({ text: 'name: other\n' });
    await page.getByText('There is no registered model credit-risk').waitFor();
  });

  it('says what went wrong and what to do, and keeps the rest', async () => {
    const { page, host } = await show('typical');
    await page.locator('.facts').getByRole('button', { name: 'credit/train_credit.py' }).click();
    await page.getByText('The script is not there any more. Look in git.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    host.failure = new UserError('x', 'The disk is gone.', 'Plug it in.');
    host.change({});
    await page.getByText('The disk is gone. Plug it in.').waitFor();
    assert.equal(await page.locator('.vt tbody tr').count(), 5);
    host.failure = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The disk is gone.').waitFor({ state: 'detached' });
  });

  it('offers another page in its place when its host is gone', async () => {
    const { page, host } = await show('typical', { realTime: true });
    host.isDead = true;
    const link = page.getByRole('link', { name: 'Open this page again' });
    await link.waitFor({ timeout: 30_000 });
    const href = (await link.getAttribute('href')) ?? '';
    const asked: unknown = JSON.parse(decodeURIComponent(href.replace(/^command:[\w.]+\?/, '')));
    assert.equal(z.tuple([lostModelPage]).parse(asked)[0].name, modelName);
    host.isDead = false;
    await link.waitFor({ state: 'detached', timeout: 30_000 });
  });
});

function state(change: { readonly version?: number; readonly server?: string }) {
  return modelPageState.parse({
    page: 'model',
    folder: 'file:///home/sam/credit',
    name: modelName,
    ...change,
  });
}
