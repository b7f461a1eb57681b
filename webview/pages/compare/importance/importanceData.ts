/** The answer of the index thread to which params move the objective: asked again when the runs or the question change. */
import { messageOf } from '../../../../src/base/errors.ts';
import {
  columnId,
  type ColumnRef,
  type ImportanceResult,
} from '../../../../src/protocol/compare/compareShape.ts';
import type { CompareModel } from '../compareModel.ts';
import { Spaced } from '../spaced.ts';

export interface ImportanceAnswer {
  readonly result: ImportanceResult;
  /** Runs that match and have the objective. */
  readonly matching: number;
}

export class ImportanceData {
  readonly #model: CompareModel;
  readonly #asking = new Spaced(() => this.#ask(), pauseMs);
  #question = '';
  #changes = -1;
  #wanted: { readonly metric: ColumnRef; readonly filter: string } | undefined;
  /** Of the question before, while the next one is answered. */
  answer: ImportanceAnswer | undefined;
  failure: string | undefined;
  /** What `answer` is about. */
  metric: ColumnRef | undefined;

  constructor(model: CompareModel) {
    this.#model = model;
  }

  /** Asks at once when it is another question, and after a while when runs have gone on. */
  update(metric: ColumnRef): void {
    const { frame, state, filterProblem } = this.#model;
    if (filterProblem !== undefined) return;
    const { filter } = state.view;
    const question = JSON.stringify([columnId(metric), filter, frame.total]);
    const isOther = question !== this.#question;
    if (!isOther && this.#model.changes === this.#changes) return;
    this.#question = question;
    this.#changes = this.#model.changes;
    this.#wanted = { metric, filter };
    if (isOther) this.#asking.askNow();
    else this.#asking.ask();
  }

  async #ask(): Promise<void> {
    if (this.#wanted === undefined) return;
    const { metric, filter } = this.#wanted;
    try {
      this.answer = await this.#model.call('importance', { filter, metric });
      this.metric = metric;
      this.failure = undefined;
    } catch (error) {
      this.failure = messageOf(error);
    }
    this.#model.redraw();
  }
}

/** ms between two answers about runs that go on. */
const pauseMs = 2000;
