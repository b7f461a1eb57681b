/** Starts the compare page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { comparePage, comparePageState } from '../../../src/protocol/compare/comparePage.ts';
import { openBridge } from '../../bridge.ts';
import { startPage } from '../../startPage.ts';
import { CompareModel } from './compareModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../controls.css';
import '../../popup.css';
import '../../tables/table.css';
import '../../series.css';
import './page.css';
import './differences/differences.css';
import './curves/curves.css';
import './table/table.css';
import './toolbar.css';
import './plots/plots.css';
import './media/media.css';

const bridge = openBridge(comparePageState);
const fresh = comparePageState.parse({ page: 'compare', folder: bridge.boot.folder, view: {} });
const restored = [bridge.saved, bridge.restore].find((state) => state?.folder === bridge.boot.folder);

const model: CompareModel = startPage(bridge, {
  protocol: comparePage,
  timeoutMs: 120_000,
  on: {
    changed: ({ runs }) => void model.refresh(runs),
    scope: () => void model.readScope(),
    show: (wish) => void model.show(wish),
  },
  model: (call, effects) => new CompareModel(call, restored ?? fresh, effects),
  ping: (call) => call('ping', {}),
  page,
});
void model.start();
