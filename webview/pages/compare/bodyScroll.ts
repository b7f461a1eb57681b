/** Keeps how far what is drawn below the table was scrolled, over a page that VS Code throws away when it is hidden or moved. */
import type { CompareModel } from './compareModel.ts';

interface Kept {
  readonly scrolled: (event: Event) => void;
  /** Scrolls there again as soon as there is so much to see; called with every drawing. */
  restore(body: HTMLElement): void;
}

export function bodyScroll(model: CompareModel): Kept {
  const known = all.get(model) ?? keep(model);
  all.set(model, known);
  return known;
}

function keep(model: CompareModel): Kept {
  let wanted: number | undefined = model.state.bodyScroll;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    wanted = undefined;
  };
  return {
    scrolled: ({ currentTarget }) => {
      if (!(currentTarget instanceof HTMLElement)) return;
      const top = currentTarget.scrollTop;
      clearTimeout(timer);
      if (wanted !== undefined || top === model.state.bodyScroll) return;
      timer = setTimeout(() => model.set({ bodyScroll: top }), saveMs);
    },
    restore: (body) => {
      if (wanted === undefined) return;
      for (const event of ['wheel', 'pointerdown', 'keydown'])
        body.addEventListener(event, end, { once: true });
      if (body.scrollHeight - body.clientHeight < wanted) return;
      body.scrollTop = wanted;
      end();
    },
  };
}

const all = new WeakMap<CompareModel, Kept>();
/** ms after scrolling before the place is remembered. */
const saveMs = 100;
