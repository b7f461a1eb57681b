/** The review page on a stage: its host is the real protocol over scenarios, and notes what the page asks for. */
import type { Page } from 'playwright-core';
import type { UserError } from '../../../src/base/errors.ts';
import { reviewPage, type ReviewPageHandlers } from '../../../src/protocol/reviewPage.ts';
import type { ShownItem, ShownReview } from '../../../src/protocol/shownReview.ts';
import type { ReviewEntry } from '../../../src/records/review.ts';
import { PageStage, type Show, type Shown } from './pageStage.ts';
import { reviewHistory } from './reviewHistory.ts';
import { scriptName } from './reviewParts.ts';
import { reviewScenarios, type ReviewScenarioName } from './reviewScenarios.ts';
import { serveOn } from './serveOn.ts';

export async function openReviewStage(): Promise<PageStage> {
  return await PageStage.open({ page: 'review', fakeHost: 'compareBridge.ts', subject: scriptName });
}

export async function showReview(
  stage: PageStage,
  scenario: ReviewScenarioName | ShownReview | null,
  show: Omit<Show, 'before' | 'scenario'> = {},
): Promise<Shown & { readonly host: ReviewHost }> {
  const host = new ReviewHost(typeof scenario === 'string' ? reviewScenarios[scenario] : scenario);
  const shown = await stage.show({ ...show, before: async (page) => await host.attach(page) });
  await shown.page.waitForSelector('main h1');
  return { ...shown, host };
}

export class ReviewHost {
  review: ShownReview | null;
  entries: readonly ReviewEntry[] = reviewHistory;
  /** What is answered instead, by method. */
  readonly failures = new Map<string, UserError>();
  /** Until then an answer of the host is on its way, by method. */
  readonly late = new Map<string, Promise<void>>();
  /** While true the page hears nothing, as when its host died. */
  isDead = false;
  /** What the page asked for, besides what it shows and signs of life. */
  readonly calls: { readonly method: string; readonly params: unknown }[] = [];
  #changed: () => void = () => undefined;

  constructor(review: ShownReview | null) {
    this.review = review;
  }

  /** Something was written elsewhere. */
  change(change: Partial<ShownReview>): void {
    this.review = this.review && { ...this.review, ...change };
    this.#changed();
  }

  changeItem(id: string, change: Partial<ShownItem>): void {
    this.change({
      groups: (this.review?.groups ?? []).map((group) => ({
        ...group,
        items: group.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
      })),
    });
  }

  async attach(page: Page): Promise<void> {
    const served = await serveOn(page, reviewPage, {
      handlers: this.#handlers(),
      isDead: () => this.isDead,
    });
    this.#changed = () => served.emit('changed', {});
  }

  #handlers(): ReviewPageHandlers {
    const answer = async <T>(method: string, value: () => T): Promise<T> => {
      await this.late.get(method);
      const failure = this.failures.get(method);
      if (failure) throw failure;
      return value();
    };
    const noted = (method: string) => (params: unknown) => {
      this.calls.push({ method, params });
      return answer(method, () => null);
    };
    return {
      ping: () => Promise.resolve(null),
      view: () => answer('view', () => ({ review: this.review })),
      history: () => answer('history', () => ({ entries: [...this.entries] })),
      answer: noted('answer'),
      signOff: noted('signOff'),
      reapprove: noted('reapprove'),
      reply: noted('reply'),
      resolve: noted('resolve'),
      applySuggestion: noted('applySuggestion'),
      requestReview: noted('requestReview'),
      refreshEvidence: noted('refreshEvidence'),
      openProof: noted('openProof'),
      openLine: noted('openLine'),
      openModule: noted('openModule'),
      showDiff: noted('showDiff'),
      openFile: noted('openFile'),
      copyMarkdown: noted('copyMarkdown'),
      explain: noted('explain'),
    };
  }
}
