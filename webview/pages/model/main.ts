/** Starts the model page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { render } from 'lit-html';
import { connect } from '../../../src/protocol/rpc.ts';
import { freshModelState, modelPage, modelPageState } from '../../../src/protocol/modelPage.ts';
import { openBridge } from '../../bridge.ts';
import { registerControls } from '../../controls.ts';
import { watchHost } from '../../heartbeat.ts';
import { ModelModel } from './modelModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../popup.css';
import './page.css';

registerControls();
const bridge = openBridge(modelPageState);
const { subject: name, folder, server = null } = bridge.boot;
const fresh = freshModelState({ folder, name, server, version: null });
const restored = [bridge.saved, bridge.restore].find(
  (state) => state?.name === name && (server === null || state.server === server),
);

let drawing = 0;
/** Many changes, one drawing a frame. */
const draw = () => {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    render(page(model), document.body);
  });
};

const { call } = connect(modelPage, {
  port: bridge.port,
  // Questions that a person is asked in between, and artifacts that are read, take their time.
  timeoutMs: 24 * 3_600_000,
  log: (line) => console.warn(line),
  on: { changed: () => void model.refresh() },
});
const model = new ModelModel(call, restored ?? fresh, {
  render: draw,
  save: (state) => bridge.save(state),
  reopenCommand: bridge.boot.reopenCommand,
});

watchHost(
  bridge.port,
  () => call('ping', {}),
  (isLost) => {
    model.lost = isLost;
    draw();
    if (!isLost) void model.refresh();
  },
);
bridge.save(model.state);
draw();
void model.start().then(() => {
  if (model.state.scroll > 0) requestAnimationFrame(() => window.scrollTo({ top: model.state.scroll }));
});
let scrolled = 0;
window.addEventListener('scroll', () => {
  clearTimeout(scrolled);
  scrolled = setTimeout(() => model.keep({ scroll: window.scrollY }), 200);
});
