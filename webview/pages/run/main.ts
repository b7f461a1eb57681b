/** Starts the run page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { render } from 'lit-html';
import { connect } from '../../../src/protocol/rpc.ts';
import { runPage, runPageState } from '../../../src/protocol/runPage.ts';
import { openBridge } from '../../bridge.ts';
import { registerControls } from '../../controls.ts';
import { watchHost } from '../../heartbeat.ts';
import { page } from './page.ts';
import { RunModel } from './runModel.ts';
import '../../theme.css';
import '../../base.css';
import './page.css';

registerControls();
const bridge = openBridge(runPageState);
const { subject: run, folder } = bridge.boot;
const fresh = {
  page: 'run',
  folder,
  run,
  against: null,
  metric: null,
  filter: '',
  systemOpen: false,
  follow: true,
  wrap: false,
  scroll: 0,
} as const;
const restored = [bridge.saved, bridge.restore].find((state) => state?.run === run);

let drawing = 0;
/** Many changes, one drawing a frame. */
const draw = () => {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    render(page(model), document.body);
  });
};

const { call } = connect(runPage, {
  port: bridge.port,
  timeoutMs: 30_000,
  log: (line) => console.warn(line),
  on: {
    changed: (event) => {
      if (event.run === model.state.run) void model.refresh();
    },
    output: (event) => {
      if (event.run === model.state.run) model.appendOutput(event.from, event.tail);
    },
  },
});
const model = new RunModel(call, restored ?? fresh, {
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
void model.start(restored === undefined).then(() => {
  if (model.state.scroll > 0) requestAnimationFrame(() => window.scrollTo({ top: model.state.scroll }));
});
// Durations and ages go on while nothing else changes.
setInterval(() => {
  if (!document.hidden) draw();
}, 1000);
let scrolled = 0;
window.addEventListener('scroll', () => {
  clearTimeout(scrolled);
  scrolled = setTimeout(() => {
    model.state = { ...model.state, scroll: window.scrollY };
    bridge.save(model.state);
  }, 200);
});
