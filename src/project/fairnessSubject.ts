/** What a fairness report is of: a file of predictions, and the run that named it. Written as one name, by which its page is known. */
import path from 'node:path';

export interface FairnessSubject {
  /** Id; undefined: the file was picked by hand. */
  readonly run: string | undefined;
  /** Absolute, or relative to the folder. */
  readonly file: string;
}

export function fairnessName({ run, file }: FairnessSubject): string {
  return `${run ?? ''}:${file}`;
}

export function fairnessSubject(name: string): FairnessSubject {
  const at = name.indexOf(':');
  const run = name.slice(0, Math.max(0, at));
  return { run: run === '' ? undefined : run, file: name.slice(at + 1) };
}

/** As its tab is called: after its run once that is known, and after the file too where the run named several. */
export function fairnessTitle(
  name: string,
  run?: { readonly name: string; readonly predictions: readonly unknown[] },
): string {
  const file = path.basename(fairnessSubject(name).file);
  if (run === undefined) return file;
  return run.predictions.length > 1 ? `${run.name}, ${file}` : run.name;
}
