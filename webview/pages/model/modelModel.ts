/** What the model page knows and is asked to show; every change ends in one `render`. */
import type {
  modelPage,
  LostModelPage,
  ModelAction,
  ModelPageState,
} from '../../../src/protocol/modelPage.ts';
import type { ModelDetail, VerifiedShape } from '../../../src/protocol/modelShape.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import { failureOf, type Failure } from '../../failure.ts';
import { commandLink } from '../../heartbeat.ts';

export type ModelPageCall = Call<(typeof modelPage)['methods']>;

export class ModelModel {
  readonly call: ModelPageCall;
  readonly #render: () => void;
  readonly #save: (state: ModelPageState) => void;
  readonly #reopenCommand: string;

  state: ModelPageState;
  view: { readonly detail: ModelDetail | null; readonly trusted: boolean } | undefined;
  /** Of the version that is shown, once a person asked. */
  verified: { readonly version: number; readonly result: VerifiedShape } | undefined;
  verifying = false;
  /** The model could not be read at all. */
  failure: Failure | undefined;
  /** The last thing a person asked for did not work. */
  refused: Failure | undefined;
  /** The extension host does not answer any more. */
  lost = false;
  /** True when the first answer is late. */
  slow = false;
  /** Counts what was asked for, so that a late answer to an earlier question is not shown. */
  #asked = 0;

  constructor(
    call: ModelPageCall,
    state: ModelPageState,
    effects: { render: () => void; save: (state: ModelPageState) => void; reopenCommand: string },
  ) {
    this.call = call;
    this.state = state;
    this.#render = effects.render;
    this.#save = effects.save;
    this.#reopenCommand = effects.reopenCommand;
  }

  /** Address of the command that opens another page in the place of this one. */
  get reopenLink(): string {
    const { folder, name } = this.state;
    const lost: LostModelPage = { folder, name, state: this.state };
    return commandLink(this.#reopenCommand, lost);
  }

  async start(): Promise<void> {
    const late = setTimeout(() => {
      this.slow = true;
      this.#render();
    }, 1000);
    await this.refresh();
    clearTimeout(late);
    this.slow = false;
    this.#render();
  }

  async refresh(): Promise<void> {
    const asked = (this.#asked += 1);
    const { name, version } = this.state;
    try {
      const view = await this.call('view', { name, version });
      if (asked !== this.#asked) return;
      // The version that was looked at has been deleted: what else there is says more than nothing.
      if (view.detail?.shown === null && version !== null && view.detail.versions.length > 0) {
        this.keep({ version: null });
        await this.refresh();
        return;
      }
      this.view = view;
      this.failure = undefined;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = failureOf(error);
    }
    this.#render();
  }

  /** Remembered over a reload, without drawing. */
  keep(change: Partial<ModelPageState>): void {
    this.state = { ...this.state, ...change };
    this.#save(this.state);
  }

  set(change: Partial<ModelPageState>): void {
    this.keep(change);
    this.#render();
  }

  redraw(): void {
    this.#render();
  }

  async show(version: number): Promise<void> {
    this.set({ version });
    await this.refresh();
  }

  /** Does something a person asked for; what goes wrong is shown above the page's content. */
  async act(action: (call: ModelPageCall) => Promise<unknown>): Promise<void> {
    this.refused = undefined;
    try {
      await action(this.call);
    } catch (error) {
      this.refused = failureOf(error);
    }
    this.#render();
  }

  /** Through the command of that name, which asks for what it needs. */
  async run(version: number, action: ModelAction, alias: string | null = null): Promise<void> {
    await this.act((call) => call('act', { name: this.state.name, version, action, alias }));
    await this.refresh();
  }

  async verify(version: number): Promise<void> {
    this.verifying = true;
    this.verified = undefined;
    this.#render();
    await this.act(async (call) => {
      const result = await call('verify', { name: this.state.name, version });
      if (result !== null) this.verified = { version, result };
    });
    this.verifying = false;
    await this.refresh();
  }
}
