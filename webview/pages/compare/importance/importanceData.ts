/** The answer of the index thread to which params move the objective: asked again when the runs or the question change. */
import { messageOf } from '../../../../src/base/errors.ts';
import {
  columnId,
  type ColumnRef,
  type ImportanceResult,
} from '../../../../src/protocol/compare/compareShape.ts';
import type { CompareModel } from '../compareModel.ts';

export interface ImportanceAnswer {
  readonly result: ImportanceResult;
  /** Runs that match and have the objective. */
  readonly matching: number;
}

export class ImportanceData {
  readonly #model: CompareModel;
  #asked = '';
  #isAsking = false;
  #wanted: { readonly stamp: string; readonly metric: ColumnRef; readonly filter: string } | undefined;
  /** Of the question before, while the next one is answered. */
  answer: ImportanceAnswer | undefined;
  failure: string | undefined;
  /** What `answer` is about. */
  metric: ColumnRef | undefined;

  constructor(model: CompareModel) {
    this.#model = model;
  }

  /** Asks when it is another question; one at a time, and of those that came meanwhile only the last. */
  update(metric: ColumnRef): void {
    const { frame, state, filterProblem } = this.#model;
    if (filterProblem !== undefined) return;
    const { filter } = state.view;
    const stamp = JSON.stringify([columnId(metric), filter, frame.total, this.#model.revision]);
    if (stamp === this.#asked) return;
    this.#asked = stamp;
    this.#wanted = { stamp, metric, filter };
    if (!this.#isAsking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    for (let wanted = this.#wanted; wanted !== undefined; wanted = this.#wanted) {
      this.#wanted = undefined;
      const { metric, filter } = wanted;
      try {
        this.answer = await this.#model.call('importance', { filter, metric });
        this.metric = metric;
        this.failure = undefined;
      } catch (error) {
        this.failure = messageOf(error);
      }
    }
    this.#isAsking = false;
    this.#model.redraw();
  }
}
