/** The reviews of one folder as long as somebody looks at them: follows their files, the scripts, and what is typed but not saved. */
import type { Disposable } from '../base/disposable.ts';
import { messageOf } from '../base/errors.ts';
import type { ReviewRow } from '../protocol/reviewShape.ts';
import { answersByProbe, evidenceStamp, readEvidence } from '../review/evidenceCache.ts';
import { reviewRowOf } from '../review/reviewRow.ts';
import { ScriptReviews, type ScriptReview } from '../review/scriptReviews.ts';
import type { CairnConfig } from '../records/config.ts';
import { checklistFor } from '../review/checklist.ts';
import type { Layout } from '../storage/layout.ts';

export interface ReviewSessionOptions {
  readonly layout: Layout;
  /** Numbers of runs, by script. */
  readonly runs: () => Promise<ReadonlyMap<string, number>>;
  readonly config: () => Promise<CairnConfig>;
  readonly changed: (rows: readonly ReviewRow[], gone: readonly string[]) => void;
  readonly log: (line: string) => void;
}

export class ReviewSession implements Disposable {
  readonly #options: ReviewSessionOptions;
  readonly #reviews: ScriptReviews;
  readonly #rows = new Map<string, { key: string; review: ScriptReview; row: ReviewRow }>();
  #runs: ReadonlyMap<string, number> = new Map();
  #policy = '';
  #config: CairnConfig = {};
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(options: ReviewSessionOptions) {
    this.#options = options;
    this.#reviews = new ScriptReviews(options.layout, undefined);
  }

  async rows(): Promise<ReviewRow[]> {
    await (this.#looking ?? this.look());
    return [...this.#rows.values()].map(({ row }) => row);
  }

  async row(script: string): Promise<ReviewRow> {
    await (this.#looking ?? this.look());
    const before = this.#rows.get(script)?.row;
    const { row } = this.#rowOf(this.#reviews.of(script));
    const isListed = before !== undefined || row.state !== 'never' || row.runs > 0;
    if (!isListed) this.#rows.delete(script);
    // Whoever follows the rows has not asked, and the next look finds it known.
    else if (row !== before) this.#options.changed([row], []);
    return row;
  }

  /** Tells of the scripts that it changes, at once. */
  async setUnsaved(file: string, text: string | undefined): Promise<void> {
    if (!this.#reviews.setUnsaved(file, text) || this.#looking === undefined) return;
    await this.#looking;
    const changed = this.#reviews.ofEach(this.#reviews.affectedBy(file)).flatMap((review) => {
      const before = this.#rows.get(review.script);
      const { row } = this.#rowOf(review);
      return before === undefined || before.row === row ? [] : [row];
    });
    if (changed.length > 0) this.#options.changed(changed, []);
  }

  /** Looks at all files now. */
  async look(): Promise<void> {
    // What went wrong in one look is told to whoever asked for it, and the next one is taken all the same.
    const before = (this.#looking ?? Promise.resolve()).catch(() => undefined);
    this.#looking = before.then(async () => await this.#lookNow());
    await this.#looking;
  }

  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #lookNow(): Promise<void> {
    clearTimeout(this.#timer);
    const begun = performance.now();
    try {
      await this.#takeIn();
    } finally {
      const pause = Math.max(pollEvery, 10 * (performance.now() - begun));
      if (!this.#isClosed()) this.#timer = setTimeout(() => this.#poll(), pause).unref();
    }
  }

  #poll(): void {
    this.look().catch((error: unknown) => this.#options.log(`Reviews: ${messageOf(error)}`));
  }

  async #takeIn(): Promise<void> {
    [this.#runs, this.#config] = await Promise.all([this.#options.runs(), this.#options.config()]);
    const policy = JSON.stringify(this.#config.review);
    if (policy !== this.#policy) {
      this.#policy = policy;
      this.#reviews.setPolicy(this.#config.review);
      this.#rows.clear();
    }
    const before = new Map([...this.#rows].map(([script, { row }]) => [script, row]));
    const all = this.#reviews
      .all(this.#runs.keys())
      // A script that has runs, was never reviewed and is gone is nobody's concern.
      .filter(
        ({ sha256, read }) => sha256 !== undefined || read.entries.length > 0 || read.problems.length > 0,
      );
    const rows = all.map((review) => this.#rowOf(review).row);
    const names = new Set(rows.map(({ script }) => script));
    const gone = [...before.keys()].filter((script) => !names.has(script));
    for (const script of gone) this.#rows.delete(script);
    const changed = rows.filter((row) => before.get(row.script) !== row);
    if (changed.length + gone.length > 0) this.#options.changed(changed, gone);
  }

  /** The same object as long as nothing changed. */
  #rowOf(review: ScriptReview): { key: string; review: ScriptReview; row: ReviewRow } {
    const { script, sha256 } = review;
    const { layout } = this.#options;
    const runs = this.#runs.get(script) ?? 0;
    const key = `${runs} ${evidenceStamp(layout, script)}`;
    const known = this.#rows.get(script);
    if (known?.review === review && known.key === key) return known;
    const row = reviewRowOf(review, {
      checklist: checklistFor(script, this.#config.review),
      evidence: answersByProbe(readEvidence(layout, script, sha256)),
      runs,
    });
    // What was read anew may say the same; but who shows comments is to look at a review file that changed.
    const isKnown = known?.review.read === review.read && isSame(known.row, row);
    const entry = { key, review, row: isKnown ? known.row : row };
    this.#rows.set(script, entry);
    return entry;
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}

function isSame(one: ReviewRow, other: ReviewRow): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** ms. */
const pollEvery = 2000;
