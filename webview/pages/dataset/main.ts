/** Starts the dataset page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { render } from 'lit-html';
import { connect } from '../../../src/protocol/rpc.ts';
import { datasetPage, datasetPageState } from '../../../src/protocol/datasetPage.ts';
import { openBridge } from '../../bridge.ts';
import { registerControls } from '../../controls.ts';
import { watchHost } from '../../heartbeat.ts';
import { DatasetModel } from './datasetModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../popup.css';
import '../../tables/table.css';
import './page.css';

registerControls();
const bridge = openBridge(datasetPageState);
const { subject: name, folder } = bridge.boot;
const fresh = {
  ...({ page: 'dataset', folder, name, shown: null, against: null, column: null } as const),
  ...{ find: '', limit: 200, scroll: 0 },
};
const restored = [bridge.saved, bridge.restore].find((state) => state?.name === name);

let drawing = 0;
/** Many changes, one drawing a frame. */
const draw = () => {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    render(page(model), document.body);
  });
};

const { call } = connect(datasetPage, {
  port: bridge.port,
  // Large data takes its time, and has Cancel.
  timeoutMs: 24 * 3_600_000,
  log: (line) => console.warn(line),
  on: {
    changed: () => void model.refresh(),
    progress: ({ share }) => model.progress(share),
  },
});
const model = new DatasetModel(call, restored ?? fresh, {
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
