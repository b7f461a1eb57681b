/** Problems of one thing that is read, a bounded number of them: ten thousand bad lines are one sentence. */
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export class ProblemList {
  readonly #problems: Problem[] = [];
  #more = 0;
  #where = '';

  add(problem: Problem): void {
    if (this.#problems.length < mostNamed) this.#problems.push(problem);
    else {
      this.#more += 1;
      this.#where = problem.where;
    }
  }

  list(): readonly Problem[] {
    if (this.#more === 0) return [...this.#problems];
    const message =
      this.#more === 1 ? t('One more problem like these.') : t('{0} more problems like these.', this.#more);
    return [...this.#problems, { where: this.#where, message }];
  }
}

const mostNamed = 20;
