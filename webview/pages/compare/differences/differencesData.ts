/** What the differences tab has asked for: facts again when runs have changed, now and then; the code of two runs once. */
import type { CodeDifference, DifferenceSectionShape } from '../../../../src/protocol/compare/differences.ts';
import type { CompareModel, PickedRun } from '../compareModel.ts';
import { failureOf, type Failure } from '../../../failure.ts';
import { SteadyAsk } from '../steadyAsk.ts';

export interface Found {
  /** In the order they were compared, with the names and colours that they have now. */
  readonly runs: readonly PickedRun[];
  readonly sections: readonly DifferenceSectionShape[];
  /** Undefined while files are still being compared. */
  readonly code: readonly CodeDifference[] | undefined;
}

interface Facts {
  readonly runs: readonly PickedRun[];
  readonly sections: readonly DifferenceSectionShape[];
}

export class DifferencesData {
  readonly #model: CompareModel;
  readonly #facts = new SteadyAsk();
  /** By first run, other run and what is recorded of their code; undefined: on its way. */
  readonly #code = new Map<string, CodeDifference | undefined>();
  #asking: Promise<void> = Promise.resolve();
  #found: Facts | undefined;
  #wanted = '';
  failure: Failure | undefined;

  constructor(model: CompareModel) {
    this.#model = model;
  }

  /** Asks when the picked runs are others than before, or have changed; what was found before stays until then. */
  update(picked: readonly PickedRun[]): void {
    if (this.#found !== undefined) {
      const now = new Map(picked.map((run) => [run.id, run]));
      this.#found = { ...this.#found, runs: this.#found.runs.map((run) => now.get(run.id) ?? run) };
    }
    if (picked.length < 2) return;
    const runs = picked.slice(0, mostRuns);
    this.#wanted = idsOf(runs);
    this.#facts.want(this.#wanted, String(this.#model.revision), async (isCurrent) => {
      await this.#try(isCurrent, async () => {
        const { sections } = await this.#model.call('differences', { runs: runs.map(({ id }) => id) });
        if (!isCurrent()) return;
        this.#found = { runs, sections };
        this.failure = undefined;
        this.#askCode(this.#found);
      });
    });
  }

  get found(): Found | undefined {
    const facts = this.#found;
    if (facts === undefined) return undefined;
    const code = pairsOf(facts).map(({ key }) => this.#code.get(key));
    return { ...facts, code: code.every((one) => one !== undefined) ? code : undefined };
  }

  /** One request after the other; what is picked no longer by then is not asked about. */
  #askCode(facts: Facts): void {
    const ids = idsOf(facts.runs);
    const isWanted = () => this.#wanted === ids;
    const missing = pairsOf(facts).filter(({ key }) => !this.#code.has(key));
    const [first] = facts.runs;
    if (first === undefined || missing.length === 0) return;
    for (const key of [...this.#code.keys()].slice(0, -mostPairs)) this.#code.delete(key);
    for (const { key } of missing) this.#code.set(key, undefined);
    this.#asking = this.#asking.then(() =>
      this.#try(isWanted, async () => {
        let answers: readonly CodeDifference[] = [];
        try {
          if (isWanted())
            answers = await this.#model.call('codeDifferences', {
              runs: [first.id, ...missing.map(({ run }) => run)],
            });
        } finally {
          for (const { key, run } of missing) {
            const answer = answers.find((one) => one.run === run);
            if (answer === undefined) this.#code.delete(key);
            else this.#code.set(key, answer);
          }
        }
      }),
    );
  }

  async #try(isCurrent: () => boolean, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isCurrent()) return;
      this.failure = failureOf(error);
    }
    this.#model.redraw();
  }
}

/** Code is recorded once, but for a run that has just started not yet: so facts that differ are part of the key. */
function pairsOf({ runs, sections }: Facts): readonly { readonly run: string; readonly key: string }[] {
  const rows = sections.find(({ id }) => id === 'code')?.rows ?? [];
  const first = runs[0]?.id ?? '';
  return runs.slice(1).map(({ id }, at) => {
    const facts = rows.map(({ key, values }) => [key, values[0] ?? null, values[at + 1] ?? null]);
    return { run: id, key: JSON.stringify([first, id, facts.filter(([, one, other]) => one !== other)]) };
  });
}

function idsOf(runs: readonly PickedRun[]): string {
  return runs.map(({ id }) => id).join(' ');
}

/** More columns than that cannot be read side by side. */
export const mostRuns = 12;
/** Of which the code is kept. */
const mostPairs = 200;
