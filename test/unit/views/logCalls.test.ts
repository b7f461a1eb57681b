import assert from 'node:assert/strict';
import { findLogCalls } from '../../../src/views/lenses/logCalls.ts';
import { trendOf, trendText } from '../../../src/views/lenses/metricTrend.ts';

describe('calls that log metrics', () => {
  const cases: [string, readonly [number, readonly string[]][]][] = [
    ['cairn.log({"loss": l, \'val_auc\': a}, step=3)', [[0, ['loss', 'val_auc']]]],
    ['x = 1\n\nmlflow.log_metric("loss", l, step=s)', [[2, ['loss']]]],
    ['mlflow.log_metric(key="loss", value=l)', [[0, ['loss']]]],
    ['    mlflow.log_metrics({\n        "a": 1,\n        "b": f(2),\n    }, step=1)', [[0, ['a', 'b']]]],
    ['wandb.log({"train/loss": loss.item()})', [[0, ['train/loss']]]],
    ['self.log("val_loss", loss, prog_bar=True)', [[0, ['val_loss']]]],
    ["writer.add_scalar('Loss/train', l, n)", [[0, ['Loss/train']]]],
    [
      'live.log_metric("acc", 1)\nlive.log_metric("f1", 2)',
      [
        [0, ['acc']],
        [1, ['f1']],
      ],
    ],
    ['log({"a": 1})', [[0, ['a']]]],
    // What must not be found.
    ['# cairn.log({"loss": 1})', []],
    ['logger.log(logging.INFO, "x")', []],
    ['math.log(2)', []],
    ['cairn.log(values)', []],
    ['cairn.log({name: 1})', []],
    ['mlflow.log_metric(name, 1)', []],
    ['mlflow.log_metric("open', []],
    ['cairn.log_params({"lr": 1})', []],
    ['', []],
  ];
  for (const [text, expected] of cases)
    it(JSON.stringify(text).slice(0, 70), () => {
      assert.deepEqual(
        findLogCalls(text).map(({ line, keys }) => [line, keys]),
        expected,
      );
    });
});

describe('the trend of a metric', () => {
  const cases: [string, number[], string | undefined][] = [
    ['too few points', [1, 2, 3], undefined],
    ['rising', [1, 2, 3, 4, 5, 6, 7, 8], 'up'],
    ['falling at the end', [1, 9, 8, 7, 6, 5], 'down'],
    ['flat at the end', [1, 5, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], 'level'],
    ['constant', [2, 2, 2, 2], 'level'],
    ['NaN and infinities aside', [NaN, 1, 2, Infinity, 3, 4], 'up'],
  ];
  for (const [what, values, expected] of cases) it(what, () => assert.equal(trendOf(values), expected));

  it('is said with the last value', () => {
    assert.equal(trendText('val_auc', 0.89123, 'up'), 'val_auc 0.8912 ↗');
    assert.equal(trendText('val_auc', NaN, undefined), 'val_auc NaN');
  });
});
