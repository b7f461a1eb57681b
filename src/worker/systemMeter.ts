/** CPU, memory and GPU use of a script's process tree, every few seconds, as metrics under `system/`. */
import type { ProcessIdentity } from '../records/process.ts';
import { gpuUse, type GpuUse } from '../runs/captureGpu.ts';
import type { ProcessInfo } from '../runs/processes.ts';
import { processTree } from '../runs/processTree.ts';
import type { Recorder } from './recorder.ts';

export interface MeterOptions {
  readonly identity: ProcessIdentity;
  /** Another one after the run's folder was deleted. */
  readonly recorder: () => Recorder;
  /** ms between two looks; more where looking itself is slow. */
  readonly every: number;
  /** Asks for GPUs only on machines that have shown one. */
  readonly hasGpu: () => boolean;
}

/** Measures until `stop` is called. */
export function startMeter(options: MeterOptions): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let before: Sample | undefined;
  const next = (ms: number) => {
    if (!stopped) timer = setTimeout(measure, ms);
  };
  const measure = () => {
    const begun = performance.now();
    look(options, before)
      .then((sample) => {
        before = sample;
      })
      .catch((error: unknown) => {
        // A figure that cannot be read is left out; the run matters more than its meter.
        if (!(error instanceof Error)) throw error;
      })
      .finally(() => {
        // At most a hundredth of one core is spent on looking.
        next(Math.max(options.every, (performance.now() - begun) * 100));
      });
  };
  next(Math.min(options.every, 1000));
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

interface Sample {
  readonly at: number;
  /** Processor time of each process, ms. */
  readonly cpuMs: ReadonlyMap<string, number>;
}

async function look(options: MeterOptions, before: Sample | undefined): Promise<Sample> {
  const { identity, hasGpu } = options;
  const tree = await processTree(identity);
  const sample: Sample = {
    at: performance.now(),
    cpuMs: new Map(tree.map((info) => [keyOf(info), info.cpuMs])),
  };
  const gpus = hasGpu() ? await gpuUse() : [];
  const recorder = options.recorder();
  if (tree.length === 0 || recorder.isFull) return sample;
  if (before !== undefined) record(recorder, 'system/cpu_percent', cpuPercent(before, sample));
  record(recorder, 'system/memory_mb', tree.reduce((sum, info) => sum + info.memory, 0) / 1e6);
  for (const gpu of gpus) recordGpu(recorder, gpu);
  return sample;
}

/** 100 is one core fully used. Processes that came since count whole; what ended ones used last is lost. */
function cpuPercent(before: Sample, now: Sample): number {
  let used = 0;
  for (const [key, cpuMs] of now.cpuMs) used += cpuMs - (before.cpuMs.get(key) ?? 0);
  return (100 * used) / (now.at - before.at);
}

function keyOf(info: ProcessInfo): string {
  return `${info.pid} ${info.started}`;
}

function recordGpu(recorder: Recorder, { index, percent, memoryMB }: GpuUse): void {
  record(recorder, `system/gpu${index}_percent`, percent);
  record(recorder, `system/gpu${index}_memory_mb`, memoryMB);
}

function record(recorder: Recorder, key: string, value: number): void {
  recorder.point({
    key,
    step: undefined,
    time: undefined,
    value: Math.round(value * 10) / 10,
    source: 'system',
  });
}
