import assert from 'node:assert/strict';
import { bestOf, guessDirection, guessObjective } from '../../../src/records/metric.ts';

describe('the direction a metric is judged by', () => {
  const cases: [key: string, direction: string][] = [
    ['val_auc', 'maximize'],
    ['accuracy', 'maximize'],
    ['test/f1', 'maximize'],
    ['throughput', 'maximize'],
    ['closeness', 'maximize'],
    ['terrain_score', 'maximize'],
    ['loss', 'minimize'],
    ['valLoss', 'minimize'],
    ['train_loss', 'minimize'],
    ['val/cross_entropy', 'minimize'],
    ['eval.RMSE', 'minimize'],
    ['valid_0-binary_logloss', 'minimize'],
    ['perplexity', 'minimize'],
    ['inference latency', 'minimize'],
  ];
  for (const [key, direction] of cases) {
    it(`${key} → ${direction}`, () => assert.equal(guessDirection(key), direction));
  }
});

describe('the objective when config.yaml names none', () => {
  const cases: [name: string, keys: string[], objective: string | undefined][] = [
    ['prefers a validation score to a validation loss', ['train_loss', 'val_loss', 'val_auc'], 'val_auc'],
    ['prefers a validation loss to a training score', ['train_acc', 'val_loss'], 'val_loss'],
    ['takes the first of equals', ['val_f1', 'val_auc'], 'val_f1'],
    ['falls back to a training score', ['loss', 'accuracy'], 'accuracy'],
    ['falls back to a loss', ['loss'], 'loss'],
    ['never takes what is only progress', ['epoch', 'lr', 'system/cpu'], undefined],
    [
      'reads evaluation names as Hugging Face writes them',
      ['loss', 'eval_loss', 'eval_accuracy'],
      'eval_accuracy',
    ],
    ['is silent without metrics', [], undefined],
  ];
  for (const [name, keys, objective] of cases) {
    it(name, () => assert.equal(guessObjective(keys), objective));
  }
});

describe('the best value', () => {
  const summary = {
    key: 'x',
    source: 'inbox' as const,
    count: 3,
    last: { step: 3, time: 0, value: NaN },
    min: { step: 1, value: 0.1 },
    max: { step: 2, value: 0.9 },
  };
  it('is the maximum of a score', () =>
    assert.deepEqual(bestOf(summary, 'maximize'), { step: 2, value: 0.9 }));
  it('is the minimum of a loss', () =>
    assert.deepEqual(bestOf(summary, 'minimize'), { step: 1, value: 0.1 }));
});
