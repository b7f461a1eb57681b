/** Asks the Python that a person uses whether two texts of a script are the same code. */
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { comparingArguments, comparingInput, readComparison, type CodeChange } from '../review/sameCode.ts';
import { plainText } from '../review/textHash.ts';
import { runTool } from '../runs/captureTool.ts';
import { commandFor, type InterpreterChoice } from '../runs/interpreters.ts';

export interface CompareOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Never rejects. The interpreter may be one in the folder (`.venv`): not to be called for a folder that is not trusted.
 * `choice.script` need not exist any more.
 */
export async function compareCode(
  before: string,
  after: string,
  choice: InterpreterChoice,
  { timeoutMs = usualTimeoutMs, signal }: CompareOptions = {},
): Promise<CodeChange> {
  if (plainText(before) === plainText(after)) return 'same';
  if (path.extname(choice.script).toLowerCase() !== '.py')
    return { unknown: t('Only Python scripts are compared without their comments.') };
  let interpreter: string | undefined;
  try {
    ({ interpreter } = await commandFor(choice));
  } catch (error) {
    return { unknown: messageOf(error) };
  }
  if (interpreter === undefined) return { unknown: t('Python was not found.') };
  const { stdout, failure } = await runTool(interpreter, comparingArguments(), {
    timeoutMs,
    // Nobody's folder: nothing in it is meant for Python.
    cwd: path.parse(interpreter).root,
    input: comparingInput(before, after),
    signal,
  });
  if (signal?.aborted === true) return { unknown: t('The comparison was cancelled.') };
  if (failure === 'timeout')
    return { unknown: t('{0} took longer than {1} seconds.', interpreter, String(timeoutMs / 1000)) };
  return (
    (stdout === undefined ? undefined : readComparison(stdout)) ?? {
      unknown: t('{0} could not compare the texts.', interpreter),
    }
  );
}

const usualTimeoutMs = 10_000;
