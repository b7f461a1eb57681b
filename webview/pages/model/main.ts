/** Starts the model page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { freshModelState, modelPage, modelPageState } from '../../../src/protocol/modelPage.ts';
import { openBridge } from '../../bridge.ts';
import { keepScroll } from '../../keepScroll.ts';
import { startPage } from '../../startPage.ts';
import { ModelModel } from './modelModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../controls.css';
import '../../popup.css';
import '../../subject.css';
import './page.css';

const bridge = openBridge(modelPageState);
const { subject: name, folder, server = null } = bridge.boot;
const fresh = freshModelState({ folder, name, server, version: null });
const restored = [bridge.saved, bridge.restore].find(
  (state) => state?.name === name && (server === null || state.server === server),
);

const model: ModelModel = startPage(bridge, {
  protocol: modelPage,
  // Questions that a person is asked in between, and artifacts that are read, take their time.
  timeoutMs: 24 * 3_600_000,
  on: { changed: () => void model.refresh() },
  model: (call, effects) => new ModelModel(call, restored ?? fresh, effects),
  ping: (call) => call('ping', {}),
  page,
});
void keepScroll(model, model.start());
