/** What the review page knows and is asked to show; every change ends in one `render`. */
import { t } from '../../../src/base/l10n.ts';
import type { LostReviewPage, reviewPage, ReviewPageState } from '../../../src/protocol/reviewPage.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import type { ShownItem, ShownReview } from '../../../src/protocol/shownReview.ts';
import type { ItemAnswer, ReviewEntry, ReviewVerdict } from '../../../src/records/review.ts';
import { failureOf } from '../../failure.ts';
import { PageModel } from '../../pageModel.ts';
import { overruledBy } from './itemAnswers.ts';

export type ReviewPageCall = Call<(typeof reviewPage)['methods']>;

export class ReviewModel extends PageModel<ReviewPageState, ReviewPageCall> {
  /** Null: there is nothing of that name. Undefined: nobody has answered yet. */
  review: ShownReview | null | undefined;
  entries: readonly ReviewEntry[] | undefined;
  /** What was done last, for whoever cannot see it. */
  told = '';
  /** What is being done, by the key of its draft. Buttons stay enabled meanwhile: a disabled one would lose the focus. */
  readonly busy = new Set<string>();
  /** What was answered or resolved here stays in sight, whatever the filter says, until another filter is chosen. */
  readonly lingering = new Set<string>();
  /** The item whose comment is asked for since the page opened: only then the field takes the focus. */
  askedHere: string | undefined;
  /** Lists that are shown whole. */
  readonly whole = new Set<string>();
  /** Answers that are on their way, by item. */
  readonly #answering = new Map<string, { readonly answer: ItemAnswer; readonly done: Promise<void> }>();
  /** Counts what was asked for, so that a late answer to an earlier question is not shown. */
  #asked = 0;

  protected override get lostPage(): LostReviewPage {
    const { folder, name } = this.state;
    return { folder, name, state: this.state };
  }

  /** Hash of the text that is shown, which is what is answered and signed. */
  get #sha256(): string {
    return this.review?.sha256 ?? '';
  }

  async start(): Promise<void> {
    await this.whileLate(async () => await this.refresh());
  }

  override async refresh(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const [{ review }, entries] = await Promise.all([
        this.call('view', {}),
        this.state.history ? this.call('history', {}).then((history) => history.entries) : undefined,
      ]);
      if (asked !== this.#asked) return;
      this.review = review;
      this.entries = entries;
      this.failure = undefined;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = failureOf(error);
    }
    this.redraw();
  }

  draft(key: string): string {
    return this.state.drafts[key] ?? '';
  }

  write(key: string, text: string): void {
    const others = Object.entries(this.state.drafts).filter(([name]) => name !== key);
    this.set({ drafts: Object.fromEntries(text === '' ? others : [...others, [key, text]]) });
  }

  filter(change: Partial<Pick<ReviewPageState, 'items' | 'threads'>>): void {
    this.lingering.clear();
    this.set(change);
  }

  showWhole(list: string): void {
    this.whole.add(list);
    this.redraw();
  }

  toggleWhy(item: string): void {
    const { whys } = this.state;
    this.set({ whys: whys.includes(item) ? whys.filter((one) => one !== item) : [...whys, item] });
  }

  async toggleHistory(): Promise<void> {
    this.set({ history: !this.state.history });
    if (this.state.history) await this.refresh();
  }

  /** Says an answer, or asks for its comment first where it needs one. What is said again is said with the comment it had. */
  async choose(item: ShownItem, answer: ItemAnswer): Promise<void> {
    const key = draftOf.answer(item.id);
    const earlier = this.#answering.get(item.id);
    if (earlier?.answer === answer) return;
    // Who changes their mind at once is asked when the first answer has arrived, which would close what they are asked with.
    await earlier?.done;
    const said = item.answer?.answer === answer ? (item.answer.comment ?? '') : '';
    if (answer === 'open') await this.#answer(item, answer, '');
    else if (answer === 'yes' && overruledBy(item, answer) === null) await this.#answer(item, answer, said);
    else {
      this.askedHere = item.id;
      this.keep({ asking: { item: item.id, answer } });
      this.write(key, this.draft(key) === '' ? said : this.draft(key));
    }
  }

  /** With the comment that was written for it. */
  async answer(item: ShownItem, answer: ItemAnswer): Promise<void> {
    await this.#answer(item, answer, this.draft(draftOf.answer(item.id)).trim());
  }

  async #answer(item: ShownItem, answer: ItemAnswer, comment: string): Promise<void> {
    if (this.#answering.has(item.id)) return;
    this.lingering.add(item.id);
    const done = this.#send(draftOf.answer(item.id), t('Answered: {0}', item.text), (call) =>
      call('answer', {
        sha256: this.#sha256,
        item: item.id,
        answer,
        comment: comment === '' ? null : comment,
        overrules: overruledBy(item, answer),
      }),
    );
    this.#answering.set(item.id, { answer, done });
    await done.finally(() => this.#answering.delete(item.id));
  }

  async signOff(verdict: ReviewVerdict): Promise<void> {
    const told =
      verdict === 'approve' ? t('Approved') : verdict === 'comment' ? t('Commented') : t('Changes requested');
    await this.#send(draftOf.signoff, told, (call) =>
      call('signOff', { sha256: this.#sha256, verdict, comment: this.#signoffComment }),
    );
  }

  async reapprove(): Promise<void> {
    await this.#send(draftOf.signoff, t('The change is approved'), (call) =>
      call('reapprove', { sha256: this.#sha256, comment: this.#signoffComment }),
    );
  }

  async reply(to: string): Promise<void> {
    const key = draftOf.reply(to);
    const text = this.draft(key).trim();
    if (text !== '') await this.#send(key, t('Replied'), (call) => call('reply', { to, text }));
  }

  async resolve(to: string, isOpen: boolean): Promise<void> {
    this.lingering.add(to);
    await this.#send(`resolve:${to}`, isOpen ? t('Opened again') : t('Resolved'), (call) =>
      call('resolve', { to, isOpen }),
    );
  }

  get #signoffComment(): string | null {
    const text = this.draft(draftOf.signoff).trim();
    return text === '' ? null : text;
  }

  /** Once, however often it is clicked; what was typed is only given up when it arrived. */
  async #send(key: string, told: string, action: (call: ReviewPageCall) => Promise<unknown>): Promise<void> {
    if (this.busy.has(key)) return;
    this.busy.add(key);
    this.told = '';
    const sent = this.draft(key);
    this.redraw();
    const isDone = await this.act(action);
    this.busy.delete(key);
    if (isDone) {
      this.told = told;
      const { asking } = this.state;
      if (asking !== null && draftOf.answer(asking.item) === key) this.keep({ asking: null });
      // What was typed meanwhile was not sent.
      if (this.draft(key) === sent) this.write(key, '');
    }
    await this.refresh();
  }
}

/** Names under which texts are kept until they are sent. */
export const draftOf = {
  answer: (item: string) => `answer ${item}`,
  reply: (thread: string) => `reply ${thread}`,
  signoff: 'signoff',
};
