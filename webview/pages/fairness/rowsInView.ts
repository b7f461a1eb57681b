/** While a threshold moves, only rows that can be seen are drawn anew: style, layout and paint of a long table take more than a frame. */
export class RowsInView {
  /** What decides which rows there are, as it was drawn last. */
  #drawn: readonly unknown[] = [];
  #away: ReadonlySet<string> | undefined;

  /** Keys of rows that may stay as they are; `of`: what decides which rows there are, and in which order. */
  away(isMoving: boolean, of: readonly unknown[]): ReadonlySet<string> {
    const isSame = of.length === this.#drawn.length && of.every((one, at) => one === this.#drawn[at]);
    this.#drawn = of;
    if (!isMoving || !isSame) {
      this.#away = undefined;
      return none;
    }
    return (this.#away ??= outside());
  }

  /** Others can be seen now. */
  forget(): void {
    this.#away = undefined;
  }
}

function outside(): Set<string> {
  const found = new Set<string>();
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-slice]')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom < -margin || top > window.innerHeight + margin) found.add(row.dataset.slice ?? '');
  }
  return found;
}

const none: ReadonlySet<string> = new Set();
/** px */
const margin = 50;
