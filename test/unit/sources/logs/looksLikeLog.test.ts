/** What is a training log and what is data: by name, then by the first lines. */
import assert from 'node:assert/strict';
import { isLogName, looksLikeLog } from '../../../../src/sources/logs/looksLikeLog.ts';

describe('telling logs from data', () => {
  const names: [name: string, may: boolean][] = [
    ['metrics.csv', true],
    ['training.log', true],
    ['train_log.csv', true],
    ['TrainingHistory.csv', true],
    ['history-2.tsv', true],
    ['results.csv', true],
    ['progress.csv', true],
    ['20260101_log.json', true],
    ['trainer_log.jsonl', true],
    ['metrics.json', true],
    ['train.csv', false],
    ['loans.csv', false],
    ['catalog.csv', false],
    ['blog.csv', false],
    ['metrics.parquet', false],
    ['training.py', false],
    ['log', false],
    ['.csv', false],
  ];
  for (const [name, may] of names)
    it(`${name} ${may ? 'may be' : 'is not'} a log`, () => assert.equal(isLogName(name), may));

  const rows = (header: string, row: (n: number) => string, count = 30) =>
    [header, ...Array.from({ length: count }, (_, n) => row(n)), ''].join('\n');
  const samples: [what: string, text: string, isLog: boolean][] = [
    ['Keras', 'epoch,accuracy,loss,val_loss\n0,0.5,1.2,1.3\n1,0.6,1.1,1.2\n', true],
    ['Keras with semicolons', 'epoch;loss\n0;1.2\n1;1.1\n', true],
    ['Lightning', 'epoch,step,train_loss,val_loss\n0,49,0.7,\n0,49,,0.6\n1,99,0.5,\n1,99,,0.4\n', true],
    [
      'YOLO',
      rows('   epoch,   time,  train/box_loss,  metrics/mAP50(B)', (n) => `   ${n}, 12.5, 1.9, 0.1`),
      true,
    ],
    [
      'Stable-Baselines3',
      'rollout/ep_rew_mean,time/total_timesteps,train/loss\n10,2048,\n12,4096,0.5\n',
      true,
    ],
    [
      'Ray, with words in some columns',
      'date,hostname,training_iteration,reward_mean,loss,lr\n2026-01-01_10-00,node,1,0.5,2,1e-4\n2026-01-01_10-01,node,2,0.6,1,1e-4\n',
      true,
    ],
    ['only a header', 'epoch,loss\n', true],
    ['values that are missing or not finite', 'epoch,loss\n0,nan\n1,inf\n2,NA\n3,\n', true],
    ['training that began again', rows('epoch,loss', (n) => `${n % 10},1`), true],
    ['batches of an epoch', rows('epoch,batch,loss', (n) => `${Math.floor(n / 15)},${n % 15},1`), true],
    ['a byte order mark', '\ufeffepoch,loss\n0,1\n', true],
    [
      'Detectron2',
      '{"iteration": 19, "total_loss": 2.5, "lr": 0.01}\n{"iteration": 39, "total_loss": 2.1}\n',
      true,
    ],
    [
      'a line on the machine first',
      '{"env": "linux"}\n{"epoch": 1, "loss": 2}\n{"epoch": 2, "loss": NaN}\n',
      true,
    ],
    ['values in groups', '{"step": 1, "train": {"loss": 2}}\n', true],
    [
      'payments',
      rows('step,type,amount,nameOrig,isFraud', () => '1,PAYMENT,9839.64,C1231006815,0', 100),
      false,
    ],
    ['payments as numbers', rows('step,amount,error', (n) => `1,${n}.5,0`, 100), false],
    ['footsteps', rows('date,step,calories', (n) => `2026-01-${n},${(n * 7919) % 9000},${n}`), false],
    ['seconds called epoch', rows('epoch,temperature,error', (n) => `${1_700_000_000 + n},21.5,0`), false],
    ['loans', 'id,amount,rate\n1,2,3\n', false],
    ['steps of recipes', 'step,text,train\n1,"Mix, then stir",a\n2,Bake,b\n', false],
    ['a column twice', 'epoch,loss,loss\n0,1,2\n', false],
    ['one column', 'epoch\n0\n1\n', false],
    ['plain text', 'Starting training, epoch 1\nepoch 1, loss 0.5\nepoch 2, loss 0.4\n', false],
    [
      'chats',
      '{"step": 1, "prompt": "a", "answer": "b"}\n{"step": 2, "prompt": "c", "answer": "d"}\n',
      false,
    ],
    ['examples', '{"text": "a", "label": 1}\n{"text": "b", "label": 0}\n', false],
    ['one JSON document', '{\n  "epoch": 1,\n  "loss": 2\n}\n', false],
    ['a list', '[1, 2, 3]\n', false],
    ['nothing', '', false],
    ['empty lines', '\n\n\n', false],
    ['bytes', 'epoch,loss\n0,\0\n', false],
  ];
  for (const [what, text, isLog] of samples)
    it(`${isLog ? 'takes' : 'does not take'} ${what} for a log`, () => {
      assert.equal(looksLikeLog(text, true), isLog);
      assert.equal(looksLikeLog(text.replaceAll('\n', '\r\n'), true), isLog);
    });

  it('judges by whole lines when there are more than the sample', () => {
    assert.equal(looksLikeLog('epoch,loss\n0,1\n1,2\nthe middle of a l', false), true);
    assert.equal(looksLikeLog('epoch,loss', false), false);
  });
});
