/** What Fairlearn's MetricFrame takes for a file of predictions; one that takes too long is ended. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/toolchain.mjs';
import { probe, pythonOutput } from './loansFile.ts';
import { pythonWithMlflow } from './mlflowServers.ts';
import { peakOf } from './peakOf.ts';

/** `auc` judges by nothing but the area under the ROC curve, since all other metrics are those of predictions. */
export type Judged = 'predictions' | 'auc' | 'weighted auc';

export interface FairlearnTook {
  readonly name: string;
  /** Reading the file included, imports not. When it was ended, at least this. */
  readonly seconds: number;
  readonly megabytes: number;
}

/** Written once and kept. */
export async function predictionsFile(rows: number): Promise<string> {
  const folder = path.join(root, '.cache', 'fairness');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${String(rows)}.parquet`);
  if (!existsSync(file)) await pythonOutput([probe('judge'), 'write', file, String(rows)]);
  return file;
}

/** What two models predict of the same rows, with ids. */
export async function modelFiles(rows: number): Promise<readonly [string, string]> {
  const folder = path.join(root, '.cache', 'fairness');
  mkdirSync(folder, { recursive: true });
  const [own, other] = ['own', 'other'].map((name) => path.join(folder, `${String(rows)}-${name}.parquet`));
  if (own === undefined || other === undefined) throw new Error('There are two models.');
  if (!existsSync(other)) await pythonOutput([probe('judge'), 'models', own, other, String(rows)]);
  return [own, other];
}

export async function judgedByFairlearn(
  file: string,
  what: Judged,
  mostSeconds: number,
): Promise<FairlearnTook> {
  const python = pythonWithMlflow();
  if (python === undefined) throw new Error('There is no Python with Fairlearn.');
  const child = spawn(python, [probe('judge'), 'judge', file, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let began: number | undefined;
  const late = { seconds: NaN, megabytes: NaN };
  let timer: ReturnType<typeof setTimeout> | undefined;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    // The first line says that imports are done.
    if (began !== undefined || !text.includes('\n')) return;
    began = performance.now();
    timer = setTimeout(() => {
      late.seconds = mostSeconds;
      late.megabytes = peakOf(child.pid);
      child.kill('SIGKILL');
    }, mostSeconds * 1000);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const name = what === 'predictions' ? 'Fairlearn' : 'Fairlearn, AUC alone';
  if (!Number.isNaN(late.seconds))
    return { ...late, name: `${name}, ended after ${String(mostSeconds)} s, so at least` };
  if (code !== 0) throw new Error(`Fairlearn ended with ${String(code)}.`);
  const [seconds = NaN, megabytes = NaN] = text.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return { name, seconds, megabytes };
}
