import assert from 'node:assert/strict';
import type { RunDetail } from '../../../src/protocol/runShape.ts';
import { runSummary } from '../../../src/views/runSummary.ts';

const run: RunDetail = {
  id: 'a',
  name: 'quiet-heron',
  status: 'finished',
  script: 'train.py',
  experiment: null,
  started: 0,
  ended: 252_000,
  exitCode: 0,
  reason: null,
  star: false,
  progress: null,
  objective: null,
  isBest: false,
  problems: 0,
  params: { lr: '0.01', depth: '6', text: 'two\nlines' },
  metrics: {
    val_auc: {
      last: 0.88,
      best: 0.89,
      min: 0.5,
      max: 0.89,
      step: 20,
      bestStep: 18,
      count: 20,
      source: 'printed',
    },
    'system/cpu': { last: 1, best: 1, min: 1, max: 1, step: 1, bestStep: 1, count: 1, source: 'system' },
  },
  tags: {},
  command: ['python3', 'train.py'],
  cwd: '/w',
  scriptHash: 'abc',
  created: 0,
  user: 'sam',
  host: 'box',
  origin: 'editor',
  environment: { OMP_NUM_THREADS: '8' },
  machine: { os: 'Linux', arch: 'x64', cpu: 'CPU', cores: 8, memory: 64e9 },
  git: null,
  interpreter: null,
  gpus: [],
  signal: null,
  note: '',
  notes: [],
  artifacts: [],
  datasets: [],
  predictions: [],
  problemList: [],
  paramSources: {},
  place: null,
  artifactFolder: null,
};

describe('the summary that two runs are compared by', () => {
  const lines = runSummary(run).split('\n');

  it('puts one fact on a line, params in a fixed order', () => {
    const from = lines.indexOf('params:');
    assert.deepEqual(lines.slice(from, from + 4), [
      'params:',
      '  depth: 6',
      '  lr: 0.01',
      '  text: two ⏎ lines',
    ]);
  });
  it('leaves the machine’s own load out', () => {
    assert.ok(lines.includes('  val_auc: 0.88  (best 0.89)'));
    assert.equal(
      lines.some((line) => line.includes('system/')),
      false,
    );
  });
  it('has no character that an editor would mark', () => {
    assert.ok(lines.includes('  took: 4 min 12 s'));
    assert.equal(runSummary(run).includes('\u00a0'), false);
  });
});
