/** Starts the compare page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { render } from 'lit-html';
import { connect } from '../../../src/protocol/rpc.ts';
import { comparePage, comparePageState } from '../../../src/protocol/compare/comparePage.ts';
import { openBridge } from '../../bridge.ts';
import { registerControls } from '../../controls.ts';
import { watchHost } from '../../heartbeat.ts';
import { CompareModel } from './compareModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../popup.css';
import '../../tables/table.css';
import './page.css';
import './differences/differences.css';
import './curves/curves.css';
import './table/table.css';
import './plots/plots.css';
import './media/media.css';

registerControls();
const bridge = openBridge(comparePageState);
const fresh = comparePageState.parse({ page: 'compare', folder: bridge.boot.folder, view: {} });
const restored = [bridge.saved, bridge.restore].find((state) => state?.folder === bridge.boot.folder);

let drawing = 0;
/** Many changes, one drawing a frame. */
const draw = () => {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    render(page(model), document.body);
  });
};

const { call } = connect(comparePage, {
  port: bridge.port,
  timeoutMs: 120_000,
  log: (line) => console.warn(line),
  on: {
    changed: ({ runs }) => void model.refresh(runs),
    scope: () => void model.readScope(),
    show: (wish) => void model.show(wish),
  },
});
const model = new CompareModel(call, restored ?? fresh, {
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
    if (!isLost) void model.refresh('all');
  },
);

bridge.save(model.state);
draw();
void model.start();
