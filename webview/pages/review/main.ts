/** Starts the review page: opens the channel, restores what was shown, and draws on every change. */
import '../../policy.ts';
import { freshReviewState, reviewPage, reviewPageState } from '../../../src/protocol/reviewPage.ts';
import { openBridge } from '../../bridge.ts';
import { keepScroll } from '../../keepScroll.ts';
import { startPage } from '../../startPage.ts';
import { page } from './page.ts';
import { ReviewModel } from './reviewModel.ts';
import '../../theme.css';
import '../../base.css';
import '../../controls.css';
import '../../popup.css';
import '../../subject.css';
import './page.css';

const bridge = openBridge(reviewPageState);
const { subject: name, folder } = bridge.boot;
const restored = [bridge.saved, bridge.restore].find((state) => state?.name === name);

const model: ReviewModel = startPage(bridge, {
  protocol: reviewPage,
  // Reviewers that a person is asked for take their time.
  timeoutMs: 24 * 3_600_000,
  on: { changed: () => void model.refresh() },
  model: (call, effects) => new ReviewModel(call, restored ?? freshReviewState({ folder, name }), effects),
  ping: (call) => call('ping', {}),
  page,
});
void keepScroll(model, model.start());
