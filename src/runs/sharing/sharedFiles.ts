/** Which files of a run folder are shared, and how an archive of runs is laid out: `<run id>/<file>`, forward slashes. */
import { isRunId } from '../runIds.ts';

/** Single files of a run that say what was recorded. Who ran it and how it can be stopped concerns this machine only. */
const files = new Set([
  'run.json',
  'events.jsonl',
  'edits.jsonl',
  'metrics.log',
  'output.log',
  'output.times',
]);
const folders = ['artifacts', 'source', 'fairness'];

export const sharedFiles: readonly string[] = [...files];
export const sharedFolders: readonly string[] = folders;

/** The run and the file an entry names; undefined for a name that no archive of runs holds. */
export function entryOf(name: string): { readonly run: string; readonly file: string } | undefined {
  const [run = '', first = '', ...rest] = name.split('/');
  if (!isRunId(run) || device.test(run)) return undefined;
  const file = [first, ...rest].join('/');
  if (rest.length === 0) return files.has(first) ? { run, file } : undefined;
  if (!folders.includes(first)) return undefined;
  // Names that one system may have and another takes for something else.
  const isPlain = rest.every(
    (part) => part !== '' && part !== '.' && part !== '..' && !forbidden.test(part) && !device.test(part),
  );
  return isPlain ? { run, file } : undefined;
}

/** Two names of the same key are one file on systems that tell neither case nor Unicode form apart. */
export function entryKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase();
}

/** Backslashes and colons lead elsewhere on Windows; control characters and NUL nowhere good. */
const forbidden = /[\\:\p{Cc}]|[. ]$/u;
/** Windows takes these for devices, whatever follows the first dot, and the spaces before it. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3]) *(\..*)?$/i;
