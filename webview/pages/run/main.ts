/** Starts the run page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { runPage, runPageState } from '../../../src/protocol/runPage.ts';
import { openBridge } from '../../bridge.ts';
import { keepScroll } from '../../keepScroll.ts';
import { startPage } from '../../startPage.ts';
import { page } from './page.ts';
import { RunModel } from './runModel.ts';
import '../../theme.css';
import '../../base.css';
import '../../controls.css';
import '../../subject.css';
import './page.css';

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

const model: RunModel = startPage(bridge, {
  protocol: runPage,
  timeoutMs: 30_000,
  on: {
    changed: (event) => {
      if (event.run === model.state.run) void model.refresh();
    },
    output: (event) => {
      if (event.run === model.state.run) model.appendOutput(event.from, event.tail);
    },
  },
  model: (call, effects) => new RunModel(call, restored ?? fresh, effects),
  ping: (call) => call('ping', {}),
  page,
});
void keepScroll(model, model.start(restored === undefined));
// Durations and ages go on while nothing else changes.
setInterval(() => {
  if (!document.hidden) model.redraw();
}, 1000);
