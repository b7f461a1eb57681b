/** What the model page knows and is asked to show; every change ends in one `render`. */
import type {
  modelPage,
  LostModelPage,
  ModelAction,
  ModelPageState,
} from '../../../src/protocol/modelPage.ts';
import type { ModelDetail, VerifiedShape } from '../../../src/protocol/modelShape.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import { failureOf } from '../../failure.ts';
import { PageModel } from '../../pageModel.ts';

export type ModelPageCall = Call<(typeof modelPage)['methods']>;

export class ModelModel extends PageModel<ModelPageState, ModelPageCall> {
  view: { readonly detail: ModelDetail | null; readonly trusted: boolean } | undefined;
  /** Of the version that is shown, once a person asked. */
  verified: { readonly version: number; readonly result: VerifiedShape } | undefined;
  verifying = false;
  /** Counts what was asked for, so that a late answer to an earlier question is not shown. */
  #asked = 0;

  protected override get lostPage(): LostModelPage {
    const { folder, name } = this.state;
    return { folder, name, state: this.state };
  }

  async start(): Promise<void> {
    await this.whileLate(async () => await this.refresh());
  }

  override async refresh(): Promise<void> {
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
    this.redraw();
  }

  async show(version: number): Promise<void> {
    this.set({ version });
    await this.refresh();
  }

  /** Through the command of that name, which asks for what it needs. */
  async run(version: number, action: ModelAction, alias: string | null = null): Promise<void> {
    await this.act((call) => call('act', { name: this.state.name, version, action, alias }));
    await this.refresh();
  }

  async verify(version: number): Promise<void> {
    this.verifying = true;
    this.verified = undefined;
    this.redraw();
    await this.act(async (call) => {
      const result = await call('verify', { name: this.state.name, version });
      if (result !== null) this.verified = { version, result };
    });
    this.verifying = false;
    await this.refresh();
  }
}
