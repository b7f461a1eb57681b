import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { compareScenarios } from './compareScenarios.ts';
import { CompareHost, openCompareStage, savedState, showCompare } from './compareStage.ts';
import { stagedPages } from './stagedPages.ts';

describe('compare page: differences', () => {
  const pages = stagedPages(openCompareStage);

  it('gives runs their colours also when these are known only after what differs', async () => {
    const runs = compareScenarios.typical();
    const ids = await CompareHost.of(runs);
    const picked = ['calm-badger', 'odd-plover'].map((name) => ids.idOf(name));
    let tell: (colors: { run: string; slot: number }[]) => void = () => undefined;
    const colors = new Promise<{ run: string; slot: number }[]>((resolve) => {
      tell = resolve;
    });
    const shown = await showCompare(pages.stage, runs, {
      state: savedState({ tab: 'differences', picked }),
      own: { colors: () => colors },
    });
    pages.keep(shown.page);
    const params = shown.page.getByRole('region', { name: 'Params' });
    const mark = (name: string) => params.getByRole('columnheader', { name }).locator('.series-mark');
    await mark('odd-plover').waitFor();
    const grey = await fillOf(mark('odd-plover'));
    tell(picked.map((run, at) => ({ run, slot: 3 + at })));
    await params.locator('th .series-mark.s4').waitFor();
    const [first, second] = [await fillOf(mark('calm-badger')), await fillOf(mark('odd-plover'))];
    assert.equal(new Set([grey, first, second]).size, 3, `${grey}, ${first}, ${second}`);
    assert.deepEqual(await axeViolations(shown.page), []);
    assert.deepEqual(shown.complaints, []);
  });

  it('goes on without a run that is deleted while its differences are shown', async () => {
    const runs = compareScenarios.typical();
    const ids = await CompareHost.of(runs);
    const picked = ['calm-badger', 'odd-plover', 'tidy-lynx'].map((name) => ids.idOf(name));
    const { page, host, complaints } = await showCompare(pages.stage, runs, {
      state: savedState({ tab: 'differences', picked }),
    });
    pages.keep(page);
    const params = page.getByRole('region', { name: 'Params' });
    await params.getByRole('columnheader', { name: 'tidy-lynx' }).waitFor();
    host.remove('tidy-lynx');
    await params.getByRole('columnheader', { name: 'tidy-lynx' }).waitFor({ state: 'detached' });
    await params.getByRole('columnheader', { name: 'calm-badger' }).waitFor();
    host.remove('odd-plover');
    await page.getByText('Pick two or more runs in the table').waitFor();
    assert.deepEqual(complaints, []);
  });
});

async function fillOf(mark: ReturnType<Page['locator']>): Promise<string> {
  return await mark.evaluate((element) => getComputedStyle(element).fill);
}
