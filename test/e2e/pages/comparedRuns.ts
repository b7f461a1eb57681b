/** Runs as the compare page can meet them, made from seeds and put into a real index. */
import type { MetricSummary } from '../../../src/records/metric.ts';
import { runRecord } from '../../../src/records/run.ts';
import { applyEdit, applyEvent, newRunState } from '../../../src/runs/reduceRun.ts';
import { rowOf } from '../../../src/runs/shapeRun.ts';
import type { IndexedRun } from '../../../src/storage/runIndexEntry.ts';
import { now } from './runDetails.ts';

export interface GivenRun {
  readonly name: string;
  readonly id?: string;
  readonly script?: string;
  readonly experiment?: string;
  /** Minutes before now. */
  readonly ago: number;
  /** Minutes. */
  readonly took: number | 'running';
  readonly status?: 'finished' | 'failed' | 'stopped';
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly data?: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly note?: string;
  readonly star?: boolean;
  /** Marked as the run that others of its script or experiment are held against. */
  readonly baseline?: 'script' | 'experiment';
  /** Against config.yaml's goals. */
  readonly meets?: 'met' | 'missed' | 'notJudged';
  /** How many things of it could not be recorded. */
  readonly problems?: number;
  /** Recorded by another tool. */
  readonly foreign?: boolean;
  /** The course of a metric, when it is not the usual one. */
  readonly course?: Readonly<Record<string, readonly number[]>>;
}

/** The same for the same place in the list. */
export function idOf(run: GivenRun, place: number): string {
  const day = new Date(now - run.ago * 60_000).toISOString().slice(0, 10).replaceAll('-', '');
  const word = run.name.replace(/[^a-z]+/g, '-').replace(/^-+|-+$/g, '') || 'run';
  return run.id ?? `${day}-084102-${word}-${place.toString(16).padStart(4, '0')}`;
}

export function indexedRun(given: GivenRun, at: number): IndexedRun {
  const created = now - given.ago * 60_000;
  const record = runRecord.parse({
    version: 1,
    id: idOf(given, at),
    name: given.name,
    experiment: given.experiment ?? 'credit-risk',
    command: ['python3', given.script ?? 'train_credit.py'],
    cwd: '/work',
    script: given.script ?? 'train_credit.py',
    params: given.params ?? {},
    tags: given.tags ?? {},
    created,
    user: 'sam',
    host: 'workstation',
    origin: 'editor',
    environment: {},
    machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 8, memory: 1 },
  });
  const state = newRunState(record);
  applyEvent(state, { t: created, type: 'started', pid: 1 });
  if (given.took === 'running')
    applyEvent(state, { t: created, type: 'progress', at: 7, of: 20, unit: 'epoch' });
  else {
    const status = given.status ?? 'finished';
    applyEvent(state, {
      t: created + given.took * 60_000,
      type: 'ended',
      status,
      exitCode: status === 'finished' ? 0 : 1,
    });
  }
  applyEdit(state, { t: 0, star: given.star ?? false, note: given.note ?? '' });
  const metrics = Object.entries(given.metrics ?? {}).map(([key, value]) => summaryOf(given, key, value));
  const row = rowOf({
    state,
    summaries: metrics,
    liveness: 'alive',
    lastSeen: () => now,
    config: {},
    standing: { change: null, isBest: false },
  });
  const facts: [string, string][] = [
    ['record.command', record.command.join(' ')],
    ['environment.interpreter', '3.11.9'],
    ['environment.os', 'Linux'],
  ];
  if (given.note !== undefined && given.note !== '') facts.push(['record.note', given.note]);
  if (given.baseline !== undefined) facts.push(['record.baseline', `${String(created)} ${given.baseline}`]);
  if (given.problems !== undefined) facts.push(['record.problems', String(given.problems)]);
  if (given.meets !== undefined) facts.push(['record.meets', given.meets]);
  const { parameters } = given.metrics ?? {};
  if (parameters !== undefined) facts.push(['record.parameters', String(parameters)]);
  if (given.commit !== undefined) facts.push(['code.commit', given.commit]);
  if (given.dirty === true) facts.push(['code.changes', '2 files, 14 lines']);
  return {
    row: given.foreign === true ? { ...row, place } : row,
    stamp: 'x',
    records: [],
    facts,
    live: given.took === 'running',
    user: record.user,
    host: record.host,
    origin: record.origin,
    params: Object.entries(given.params ?? {}),
    tags: Object.entries(given.tags ?? {}),
    datasets: given.data === undefined ? [] : [{ name: 'loans-2026', version: given.data, role: 'train' }],
    metrics,
  };
}

const place = { tool: 'MLflow', group: 'MLflow · mlruns' };

function summaryOf(given: GivenRun, key: string, value: number): MetricSummary {
  const { values } = courseOf(given, key, value);
  const finite = values.filter((one) => !Number.isNaN(one));
  const bounds =
    finite.length === 0
      ? {}
      : {
          min: { step: 1, value: Math.min(...finite) },
          max: { step: values.length, value: Math.max(...finite) },
        };
  return {
    key,
    source: 'inbox',
    count: values.length,
    last: { step: values.length * 100, time: now, value },
    ...bounds,
  };
}

/** Twenty points that end in the metric's last value. */
export function courseOf(
  given: GivenRun,
  key: string,
  last: number,
): { readonly steps: readonly number[]; readonly values: readonly number[] } {
  const own = given.course?.[key];
  const seed = Array.from(`${given.name}${key}`).reduce(
    (sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973,
    7,
  );
  const values =
    own ??
    Array.from({ length: 20 }, (_, at) => {
      const left = Math.exp(-at / 4) - Math.exp(-19 / 4);
      const noise = at === 19 ? 0 : 0.01 * Math.sin(seed + at * 2.7);
      return last * (1 + (/loss|err/.test(key) ? left : -0.3 * left) + noise);
    });
  return { steps: values.map((_, at) => (at + 1) * 100), values };
}
