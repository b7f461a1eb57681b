/** A run in full while it goes on, and the one that it is held against: what scenarios of the run page start from. */
import type { PageDetail, Rival, RunView } from '../../../src/protocol/runPage.ts';

/** 23 Nov 2026, 08:46:05 UTC: pages under test believe it is now. */
export const now = Date.UTC(2026, 10, 23, 8, 46, 5);

export const runId = '20261123-084102-brisk-otter-3f9a';
export const rivalId = '20261122-174010-quiet-heron-77aa';

export const started = now - 303_000;

export const liveDetail: PageDetail = {
  id: runId,
  name: 'brisk-otter',
  status: 'running',
  script: 'credit/train_credit.py',
  experiment: 'credit-risk',
  started,
  ended: null,
  exitCode: null,
  reason: null,
  star: false,
  progress: { at: 7, of: 20, unit: 'epoch' },
  objective: { key: 'val_auc', direction: 'maximize', value: 0.8741, change: -0.0058 },
  isBest: false,
  place: null,
  artifactFolder: null,
  problems: 1,
  params: {
    arch: 'ftt',
    d_model: '192',
    n_blocks: '4',
    dropout: '0.10',
    lr: '0.003',
    weight_decay: '1e-4',
    batch_size: '1024',
    epochs: '20',
    monotone: 'income, tenure',
    early_stopping: '5',
    seed: '1729',
  },
  tags: { stage: 'candidate' },
  command: ['python', 'train_credit.py', '--arch', 'ftt', '--lr', '0.003', '--monotone', 'income,tenure'],
  cwd: '/home/sam/credit',
  scriptHash: 'b'.repeat(64),
  created: started - 100,
  user: 'sam',
  host: 'workstation',
  origin: 'editor',
  environment: {},
  machine: { os: 'Linux 6.8', arch: 'x64', cpu: 'AMD Ryzen 9', cores: 16, memory: 64 * 2 ** 30 },
  git: {
    commit: '3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6',
    branch: 'feature/monotone',
    changedFiles: 2,
    changedLines: 34,
    patchComplete: true,
    binaryFiles: [],
    untracked: [],
    untrackedSkipped: [],
    root: '/home/sam/credit',
  },
  interpreter: {
    path: '/home/sam/credit/.venv/bin/python',
    version: 'Python 3.12.4',
    packages: 87,
    notable: { torch: '2.9.1', numpy: '2.3.1' },
  },
  gpus: ['NVIDIA RTX 4090'],
  signal: null,
  note: 'Monotone constraint on income and tenure, asked for by the review of v8. Expect to lose up to 0.004 val_auc.',
  notes: [{ t: now - 200_000, text: 'warm start from checkpoint-0' }],
  artifacts: [
    { path: 'feature_importance.csv', kind: null, size: 6100, sha256: null, linked: false, t: now - 21_000 },
    { path: 'roc_val.png', kind: null, size: 38_200, sha256: null, linked: false, t: now - 21_000 },
    { path: 'checkpoint-7.pt', kind: 'model', size: 4_100_000, sha256: null, linked: false, t: now - 21_000 },
  ],
  features: [],
  datasets: [
    { name: 'loans-2026', role: 'train', version: 'v4', location: null, hash: null },
    { name: 'bureau-extract', role: 'features', version: 'v12', location: null, hash: null },
  ],
  predictions: [
    { path: 'out/predictions.csv', label: 'repaid', prediction: null, score: 'score', groups: ['sex'] },
  ],
  fairnessReports: [],
  problemList: [
    {
      where: 'inbox.jsonl',
      line: 214,
      message: 'not a JSON object, left out. The other 2 313 lines were read.',
    },
  ],
  meets: null,
  fairness: {
    verdict: 'exceeds',
    isStale: false,
    until: null,
    says: 'FNR difference by sex: 0.11 [0.05, 0.18], exceeds the limit of 0.1: sex = F against sex = M.',
    file: 'out/predictions.csv',
    run: null,
  },
  goals: [],
  paramSources: { lr: 'launch', seed: 'inbox' },
};

export const liveView: RunView = {
  detail: liveDetail,
  artifactCount: 3,
  artifactBytes: 4_144_300,
  trusted: true,
  editable: true,
  stopping: false,
  registered: [{ name: 'credit-risk', version: 8, aliases: ['challenger'] }],
  kept: { script: true, patch: true, packages: true },
};

export const rival: Rival = { id: rivalId, name: 'quiet-heron', started: now - 8e7, isBest: true };

export const rivalView: RunView = {
  ...liveView,
  detail: {
    ...liveDetail,
    id: rivalId,
    name: 'quiet-heron',
    status: 'finished',
    params: { ...liveDetail.params, monotone: 'none', early_stopping: 'off', seed: '11' },
  },
};
