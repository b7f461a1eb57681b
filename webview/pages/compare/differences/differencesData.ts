/** What the differences tab has asked for: once for the same runs in the same state, however often it is drawn. */
import { UserError, messageOf } from '../../../../src/base/errors.ts';
import type { CodeDifference, DifferenceSectionShape } from '../../../../src/protocol/compare/differences.ts';
import type { CompareModel, Failure, PickedRun } from '../compareModel.ts';

export interface Found {
  /** In the order they were compared, with the names and colours that they have now. */
  runs: readonly PickedRun[];
  readonly sections: readonly DifferenceSectionShape[];
  /** Undefined while files are still being compared. */
  code: readonly CodeDifference[] | undefined;
}

export class DifferencesData {
  readonly #model: CompareModel;
  #key = '';
  found: Found | undefined;
  failure: Failure | undefined;

  constructor(model: CompareModel) {
    this.#model = model;
  }

  /** Asks when the picked runs are others than before, or have changed; what was found before stays until then. */
  update(runs: readonly PickedRun[]): void {
    if (this.found !== undefined) {
      const now = new Map(runs.map((run) => [run.id, run]));
      this.found.runs = this.found.runs.map((run) => now.get(run.id) ?? run);
    }
    const key = `${String(this.#model.revision)} ${runs.map(({ id }) => id).join(' ')}`;
    if (key === this.#key || runs.length < 2) return;
    this.#key = key;
    void this.#ask(key, runs);
  }

  async #ask(key: string, picked: readonly PickedRun[]): Promise<void> {
    const runs = picked.slice(0, mostRuns);
    const ids = runs.map(({ id }) => id);
    try {
      const { sections } = await this.#model.call('differences', { runs: ids });
      if (key !== this.#key) return;
      const found: Found = { runs, sections, code: undefined };
      this.found = found;
      this.failure = undefined;
      this.#model.redraw();
      found.code = await this.#model.call('codeDifferences', { runs: ids });
    } catch (error) {
      if (key !== this.#key) return;
      this.failure = {
        sentence: messageOf(error),
        next: error instanceof UserError ? error.next : undefined,
      };
    }
    this.#model.redraw();
  }
}

/** More columns than that cannot be read side by side. */
export const mostRuns = 12;
