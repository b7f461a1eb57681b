/** The exported HTML file, opened from disk in a real browser: whole without a network, on paper, and with scripts forbidden. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import * as z from 'zod';
import { chromiumArguments } from '../../../tools/chromiumArguments.mjs';
import { until } from '../until.ts';
import { faintTexts, sidewaysScroll } from './audit.ts';
import { axeViolations } from './axe.ts';
import { openFairnessStage, showFairness, type FairnessScenarioName } from './fairnessStage.ts';
import type { PageStage } from './pageStage.ts';

const saved = z.object({ format: z.literal('html'), text: z.string() });

describe('exported fairness report', () => {
  let stage: PageStage;
  let browser: Browser;
  let dir: string;
  before(async () => {
    stage = await openFairnessStage();
    browser = await chromium.launch({
      executablePath: process.env['CAIRN_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [...chromiumArguments],
    });
    dir = await mkdtemp(path.join(os.tmpdir(), 'cairn-report-'));
  });
  after(async () => {
    await stage.close();
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function exported(scenario: FairnessScenarioName): Promise<string> {
    const { page, host } = await showFairness(stage, scenario);
    await page.locator('.dt[aria-busy=false]').waitFor();
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByText('One HTML file…').click();
    const call = await until('the page saves', () =>
      Promise.resolve(host.calls.find(({ method }) => method === 'save')),
    );
    await page.context().close();
    const file = path.join(dir, `${scenario}.html`);
    await writeFile(file, saved.parse(call.params).text);
    return pathToFileURL(file).href;
  }

  const charts = { typical: 4, deep: 4, classes: 1, regression: 1, bare: 1 };
  for (const [scenario, drawn] of Object.entries(charts) as [keyof typeof charts, number][])
    it(`of ${scenario} predictions opens from disk, asks for nothing, and fits on screen and paper`, async () => {
      const address = await exported(scenario);
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme });
        const page = await context.newPage();
        const asked: string[] = [];
        const complaints: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(String(error)));
        await page.goto(address);
        assert.deepEqual(asked, [address]);
        assert.deepEqual(complaints, []);
        assert.equal(await page.locator('script, link, img, iframe').count(), 0);
        assert.equal(await page.locator('.charts svg').count(), drawn);
        assert.deepEqual(await faintTexts(page), []);
        assert.deepEqual(await axeViolations(page), []);
        assert.equal(await sidewaysScroll(page), 0);
        // A4 at 96 dpi, less its edges.
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 718, height: 1000 });
        const cut = await page
          .locator('.scroll, .charts, .charts svg')
          .evaluateAll((found) =>
            found
              .filter(
                (one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > 718,
              )
              .map((one) => one.outerHTML.slice(0, 80)),
          );
        assert.deepEqual([cut, await sidewaysScroll(page)], [[], 0]);
        await context.close();
      }
    });

  it('tells the numbers of the page, with charts in the colours of the reader', async () => {
    const address = await exported('typical');
    const context = await browser.newContext({ colorScheme: 'dark', javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address);
    const said = await page.locator('.finding').innerText();
    assert.match(said, /^age_band = 18–24 are wrongly refused 1\.7 times as often as all others/);
    assert.match(
      await page.locator('.remedy').innerText(),
      /scores above 0\.4 instead of 0\.5 would have to be accepted/,
    );
    const women = page.locator('tr', { has: page.getByRole('rowheader', { name: 'sex = F', exact: true }) });
    assert.match(await women.first().innerText(), /0\.274\s+\[0\.247, 0\.303\]\s+981/);
    const roc = page.locator('.charts svg', { has: page.locator('title', { hasText: 'ROC by sex' }) });
    await roc.getByText('M: AUC 0.897').waitFor();
    assert.ok((await roc.locator('path').count()) > 8);
    await page.getByRole('heading', { name: 'Which slices are worst?' }).waitFor();
    await context.close();
  });
});
