/** A run with everything that is recorded about it, of which a test says only what matters to it. */
import { runDetail, type RunDetail } from '../../../../src/protocol/runShape.ts';

export function runDetailOf(change: Partial<RunDetail> = {}): RunDetail {
  const empty = { params: {}, metrics: {}, tags: {}, environment: {}, paramSources: {} };
  return runDetail.parse({
    ...{
      id: '20261123-084102-quiet-heron-3f9a',
      name: 'quiet-heron',
      status: 'finished',
      script: 'train.py',
    },
    ...{
      experiment: null,
      started: 1000,
      ended: 2000,
      exitCode: 0,
      reason: null,
      star: false,
      progress: null,
    },
    ...{
      objective: null,
      isBest: false,
      problems: 0,
      meets: null,
      fairness: null,
      goals: [],
      place: null,
      command: ['python3', 'train.py'],
    },
    ...{ cwd: '/work', scriptHash: null, created: 1000, user: 'sam', host: 'desk', origin: 'editor' },
    ...{ machine: { os: 'linux', arch: 'x64', cpu: 'Ryzen', cores: 8, memory: 1e9 } },
    ...{ git: null, interpreter: null, gpus: [], signal: null, note: '', notes: [], artifacts: [] },
    ...{
      datasets: [],
      features: [],
      predictions: [],
      fairnessReports: [],
      problemList: [],
      artifactFolder: null,
    },
    ...empty,
    ...change,
  });
}
