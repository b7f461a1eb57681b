/** A script may send its MLflow records elsewhere than to the endpoint of its run: then the run says so. */
import fs from 'node:fs';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { runRecord } from '../records/run.ts';
import { readJsonFile } from '../storage/atomicFile.ts';
import type { OpenRun } from './openRun.ts';
import type { RunEndpoint } from './runEndpoint.ts';

export function noteBypass(run: OpenRun, endpoint: RunEndpoint): void {
  const record = readJsonFile(run.paths.run, runRecord);
  if (endpoint.isUsed || !record.ok || run.record.endpoint === undefined) return;
  const { cwd, created } = record.value;
  const store = ['mlruns', 'mlflow.db'].find((name) => changedSince(path.join(cwd, name), created));
  if (!setsUri(run.paths.script) && store === undefined) return;
  const message =
    store === undefined
      ? t(
          'The script calls mlflow.set_tracking_uri, so what it logs through MLflow is not in this record: leave the call out to have it here.',
        )
      : t(
          'The script logged through MLflow into {0}, not into this record: leave mlflow.set_tracking_uri out to have it here.',
          store,
        );
  run.session.recorder.problem({ where: 'MLflow', message });
}

function setsUri(script: string): boolean {
  try {
    return /^[^#\n]*\bset_tracking_uri\s*\(/m.test(fs.readFileSync(script, 'utf8'));
  } catch (error) {
    // A command line without a script of its own.
    if (!(error instanceof Error)) throw error;
    return false;
  }
}

function changedSince(file: string, time: number): boolean {
  const info = fs.statSync(file, { throwIfNoEntry: false });
  return info !== undefined && info.mtimeMs >= time;
}
