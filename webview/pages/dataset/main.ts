/** Starts the dataset page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { datasetPage, datasetPageState } from '../../../src/protocol/datasetPage.ts';
import { openBridge } from '../../bridge.ts';
import { keepScroll } from '../../keepScroll.ts';
import { startPage } from '../../startPage.ts';
import { DatasetModel } from './datasetModel.ts';
import { page } from './page.ts';
import '../../theme.css';
import '../../base.css';
import '../../controls.css';
import '../../popup.css';
import '../../tables/table.css';
import '../../subject.css';
import './page.css';

const bridge = openBridge(datasetPageState);
const { subject: name, folder } = bridge.boot;
const fresh = {
  ...({ page: 'dataset', folder, name, shown: null, against: null, column: null } as const),
  ...{ find: '', limit: 200, scroll: 0 },
};
const restored = [bridge.saved, bridge.restore].find((state) => state?.name === name);

const model: DatasetModel = startPage(bridge, {
  protocol: datasetPage,
  // Large data takes its time, and has Cancel.
  timeoutMs: 24 * 3_600_000,
  on: {
    changed: () => void model.refresh(),
    progress: ({ share }) => model.progress(share),
  },
  model: (call, effects) => new DatasetModel(call, restored ?? fresh, effects),
  ping: (call) => call('ping', {}),
  page,
});
void keepScroll(model, model.start());
