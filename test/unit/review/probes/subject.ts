/** A script of test/fixtures/review with what a test says is recorded of it; all else is empty. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DatasetDetail } from '../../../../src/protocol/catalogThread.ts';
import type { ProbeAnswer } from '../../../../src/protocol/probeAnswer.ts';
import type { MetricShape, RunDetail } from '../../../../src/protocol/runShape.ts';
import { cairnConfig, type CairnConfig } from '../../../../src/records/config.ts';
import { askProbes } from '../../../../src/review/askProbes.ts';
import type {
  ProbeSubject,
  ReviewedFile,
  SubjectFeature,
  SubjectVersion,
  TestFile,
  TestReport,
} from '../../../../src/review/probeSubject.ts';
import { probes } from '../../../../src/review/probes.ts';

const fixtures = path.resolve(import.meta.dirname, '..', '..', '..', 'fixtures', 'review');

export function fixture(name: string): string {
  return readFileSync(path.join(fixtures, name), 'utf8');
}

export interface Recorded {
  /** A file of the fixtures. */
  readonly script?: string;
  /** Instead of one. */
  readonly text?: string;
  readonly config?: CairnConfig;
  readonly modules?: readonly Pick<ReviewedFile, 'path' | 'text'>[];
  readonly runs?: readonly RunDetail[];
  readonly baseline?: { readonly run: RunDetail; readonly runs: readonly RunDetail[] };
  readonly datasets?: readonly DatasetDetail[];
  readonly features?: readonly SubjectFeature[];
  readonly versions?: readonly SubjectVersion[];
  readonly tests?: readonly TestFile[];
  readonly testRuns?: readonly RunDetail[];
  readonly testReports?: readonly TestReport[];
  readonly locks?: Readonly<Record<string, string>>;
  readonly packages?: Readonly<Record<string, string>>;
}

/** When the script and its modules were last changed. */
export const changed = Date.parse('2026-11-02T08:00:00Z');

export function subjectOf(recorded: Recorded): ProbeSubject {
  const { script = 'nothing_random.py' } = recorded;
  const text = recorded.text ?? fixture(script);
  return {
    folder: '/work/project',
    script: { path: script, text, changed, sha256: hashOf(text) },
    config: recorded.config ?? cairnConfig.parse({}),
    modules: given(recorded.modules?.map((module) => ({ ...module, changed }))),
    runs: given(recorded.runs),
    baseline: () => Promise.resolve(recorded.baseline),
    datasets: given(recorded.datasets),
    features: given(recorded.features),
    versions: given(recorded.versions),
    tests: given(recorded.tests),
    testRuns: given(recorded.testRuns),
    testReports: given(recorded.testReports),
    lockFiles: given(
      Object.entries(recorded.locks ?? {}).map(([name, lock]) => ({ path: name, text: lock })),
    ),
    packages: () =>
      Promise.resolve(
        recorded.packages === undefined ? undefined : new Map(Object.entries(recorded.packages)),
      ),
  };
}

function given<T>(list: readonly T[] = []): () => Promise<readonly T[]> {
  return () => Promise.resolve(list);
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What one probe says. */
export async function ask(name: string, recorded: Recorded): Promise<ProbeAnswer> {
  const answers = await askProbes(
    probes.filter((probe) => probe.name === name),
    subjectOf(recorded),
    // A test is never slow enough to be told so.
    { timeout: 600_000 },
  );
  const answer = answers[name];
  if (answer === undefined) throw new Error(`There is no probe ${name}.`);
  return answer;
}

let made = 0;

/** A finished run of a fixture, a minute later than the one before. */
export function runOf(script: string, change: Partial<RunDetail> = {}): RunDetail {
  made += 1;
  const started = changed + made * 60_000;
  return {
    ...{
      id: `run-${String(made)}`,
      name: `run-${String(made)}`,
      status: 'finished',
      script,
      experiment: null,
    },
    ...{
      started,
      ended: started + 1000,
      created: started,
      exitCode: 0,
      reason: null,
      signal: null,
      star: false,
    },
    ...{
      progress: null,
      objective: null,
      isBest: false,
      problems: 0,
      meets: null,
      fairness: null,
      place: null,
    },
    ...{ params: {}, metrics: {}, tags: {}, command: ['python3', script], cwd: '/work/project' },
    scriptHash: script.endsWith('.py') && !script.startsWith('other') ? hashOf(fixture(script)) : null,
    ...{ user: 'ada', host: 'lab', origin: 'terminal', environment: {} },
    machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 2, memory: 1e9 },
    ...{
      git: null,
      interpreter: null,
      gpus: [],
      note: '',
      notes: [],
      artifacts: [],
      datasets: [],
      features: [],
    },
    ...{
      predictions: [],
      fairnessReports: [],
      problemList: [],
      goals: [],
      paramSources: {},
      artifactFolder: null,
    },
    ...change,
  };
}

export function scores(values: Readonly<Record<string, number>>): Record<string, MetricShape> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      { last: value, best: value, min: value, max: value, step: 1, bestStep: 1, count: 1, source: 'printed' },
    ]),
  );
}

export function linesOf({ links = [] }: ProbeAnswer): number[] {
  return links.flatMap((link) => (link.kind === 'line' ? [link.line] : []));
}
