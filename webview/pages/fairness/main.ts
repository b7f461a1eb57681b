/** Starts the fairness page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { fairnessPage, fairnessPageState } from '../../../src/protocol/fairnessPage.ts';
import { openBridge } from '../../bridge.ts';
import { keepScroll } from '../../keepScroll.ts';
import { startPage } from '../../startPage.ts';
import { FairnessModel } from './fairnessModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../controls.css';
import '../../popup.css';
import '../../tables/table.css';
import '../../series.css';
import '../../subject.css';
import './page.css';

const bridge = openBridge(fairnessPageState);
const { subject: name, folder } = bridge.boot;
const fresh = {
  ...({ page: 'fairness', folder, name, metric: null, threshold: null, minSize: null } as const),
  ...{ heldAgainst: null, referenceGroups: {}, wanted: null, byGroup: false, versus: null },
  ...{ hidden: [], drawn: null, chosen: null, limit: 50, scroll: 0 },
};
const restored = [bridge.saved, bridge.restore].find((state) => state?.name === name);

const model: FairnessModel = startPage(bridge, {
  protocol: fairnessPage,
  // Millions of rows take their time, and have Cancel.
  timeoutMs: 24 * 3_600_000,
  on: {
    changed: () => void model.refresh(),
    progress: ({ share }) => model.progress(share),
  },
  model: (call, effects) => new FairnessModel(call, restored ?? fresh, effects),
  ping: (call) => call('ping', {}),
  page,
});
// Charts are as wide as the window lets them be.
window.addEventListener('resize', () => {
  model.rows.forget();
  model.redraw();
});
window.addEventListener('scroll', () => model.scrolled(), { passive: true });
void keepScroll(model, model.start());
