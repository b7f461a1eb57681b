/** What the model of a page about one thing keeps: what is shown and saved over a reload, and what went wrong. */
import { failureOf, type Failure } from './failure.ts';
import { commandLink } from './heartbeat.ts';

/** What a model can do to its page. */
export interface PageEffects<S> {
  readonly render: () => void;
  readonly save: (state: S) => void;
  readonly reopenCommand: string;
}

export abstract class PageModel<S extends object, C> {
  readonly call: C;
  readonly #effects: PageEffects<S>;
  state: S;
  /** What the page is about could not be read at all. */
  failure: Failure | undefined;
  /** The last thing a person asked for did not work. */
  refused: Failure | undefined;
  /** The extension host does not answer any more. */
  lost = false;
  /** True when an answer is late. */
  slow = false;

  constructor(call: C, state: S, effects: PageEffects<S>) {
    this.call = call;
    this.state = state;
    this.#effects = effects;
  }

  /** Asks again for all that is shown. */
  abstract refresh(): Promise<void>;

  /** What the command that opens another page in the place of this one is told. */
  protected abstract get lostPage(): unknown;

  /** Address of that command. */
  get reopenLink(): string {
    return commandLink(this.#effects.reopenCommand, this.lostPage);
  }

  /** Remembered over a reload, without drawing. */
  keep(change: Partial<S>): void {
    this.state = { ...this.state, ...change };
    this.#effects.save(this.state);
  }

  set(change: Partial<S>): void {
    this.keep(change);
    this.redraw();
  }

  redraw(): void {
    this.#effects.render();
  }

  /** Does something a person asked for; what goes wrong is shown above the page's content. */
  async act(action: (call: C) => Promise<unknown>): Promise<boolean> {
    this.refused = undefined;
    try {
      await action(this.call);
      return true;
    } catch (error) {
      this.refused = failureOf(error);
      return false;
    } finally {
      this.redraw();
    }
  }

  /** The first answer, with a sign of life when it is late. */
  protected async whileLate(work: () => Promise<unknown>): Promise<void> {
    const late = setTimeout(() => {
      this.slow = true;
      this.redraw();
    }, lateMs);
    await work();
    clearTimeout(late);
    this.slow = false;
    this.redraw();
  }
}

/** ms after which a page says that it waits. */
export const lateMs = 1000;
