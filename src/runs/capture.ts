/** Records what a run depends on before it changes: code, interpreter, packages, GPUs. All at once, and bounded in time. */
import { readFile, writeFile } from 'node:fs/promises';
import { counted } from '../base/counted.ts';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { EventOf } from '../records/event.ts';
import { captureGit } from './captureGit.ts';
import { gpuNames } from './captureGpu.ts';
import { captureInterpreter } from './captureInterpreter.ts';
import type { CaptureRequest } from './captureRequest.ts';
import { cleanSource } from './captureSecrets.ts';

export interface Capture {
  /** Once the code has been recorded, which the script itself may change; never rejects. */
  readonly code: Promise<void>;
  /** Everything; never rejects: what could not be found out is a problem in it. */
  readonly all: Promise<Omit<EventOf<'captured'>, 't'>>;
}

export function capture(request: CaptureRequest): Capture {
  const script = attempt(keepScript(request), { problems: [] });
  const git = attempt(captureGit(request), { git: undefined, problems: [] });
  const code = Promise.all([script, git]).then(() => undefined);
  // Later, so that they do not compete with git for the processors while the script waits.
  const interpreter = attempt(
    code.then(() => captureInterpreter(request)),
    { interpreter: undefined, problems: [] },
  );
  const gpus = attempt(
    gpuNames().then((names) => ({ names, problems: [] })),
    { names: [], problems: [] },
  );
  return {
    code,
    all: Promise.all([script, git, interpreter, gpus]).then((parts) => ({
      type: 'captured',
      ...(parts[1].git !== undefined && { git: parts[1].git }),
      ...(parts[2].interpreter !== undefined && { interpreter: parts[2].interpreter }),
      gpus: [...parts[3].names],
      problems: parts.flatMap((part) => [...part.problems]),
    })),
  };
}

interface Part {
  readonly problems: readonly string[];
}

/** A failure in one part is a problem of the run and leaves the others alone. */
async function attempt<T extends Part>(work: Promise<T>, otherwise: NoInfer<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    return { ...otherwise, problems: [t('Something was not recorded: {0}', messageOf(error))] };
  }
}

/** The script as it was, so that it can be opened later; without the secrets that stand in it. */
async function keepScript({ script, paths, redactor }: CaptureRequest): Promise<Part> {
  if (script === undefined) return { problems: [] };
  const bytes = await readFile(script);
  if (bytes.length > maxScriptBytes) return { problems: [t('The script is too big to be kept.')] };
  if (bytes.includes(0)) return { problems: [] };
  const { text, hidden } = cleanSource(bytes.toString('latin1'), redactor);
  await writeFile(paths.script, text, 'latin1');
  return {
    problems:
      hidden === 0
        ? []
        : [
            counted(hidden, t('1 line of the script looks like a secret and was hidden.'), (n) =>
              t('{0} lines of the script look like secrets and were hidden.', n),
            ),
          ],
  };
}

const maxScriptBytes = 4 * 1024 * 1024;
