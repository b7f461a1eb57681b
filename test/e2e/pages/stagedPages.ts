/** The stage of a suite of page tests: opened before the first, and the pages of each test closed after it. */
import type { Page } from 'playwright-core';
import type { PageStage } from './pageStage.ts';

export interface StagedPages {
  readonly stage: PageStage;
  /** This page is closed when the test is over. */
  keep(page: Page): void;
}

/** Called in `describe`. */
export function stagedPages(openStage: () => Promise<PageStage>): StagedPages {
  let stage: PageStage | undefined;
  const open: Page[] = [];
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());
  afterEach(async () => {
    for (const page of open.splice(0)) await page.context().close();
  });
  return {
    get stage() {
      if (stage === undefined) throw new Error('The stage opens before the first test.');
      return stage;
    },
    keep: (page) => {
      open.push(page);
    },
  };
}
