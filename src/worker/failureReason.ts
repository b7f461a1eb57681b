/** Why a script failed, in one sentence: its own last words where they say so, else its exit code or signal. */
import { t } from '../base/l10n.ts';
import type { Exit } from './child.ts';

/** `output`: the last kilobytes of what it printed. undefined for a script that ended well. */
export function failureReason(exit: Exit, output: string): string | undefined {
  if (exit.failure !== undefined) return exit.failure;
  if (exit.signal === 'SIGKILL') return t('killed by SIGKILL, as systems do when memory runs out');
  if (exit.signal !== undefined) return t('killed by {0}', exit.signal);
  if (exit.code === undefined || exit.code === 0) return undefined;
  return lastWords(output) ?? t('exit {0}', exit.code);
}

/** The line that names the error, as Python, R, Julia and JavaScript print it. */
function lastWords(output: string): string | undefined {
  const lines = output.split(/\r\n|[\r\n]/).map((line) => line.replace(terminalCodes, ''));
  const traceback = lines.findLastIndex((line) =>
    /^\s*(?:\S+ )?Traceback \(most recent call last\):/.test(line),
  );
  if (traceback >= 0) {
    // The first line that is indented no more than the traceback itself; what follows is the rest of its message.
    const error = lines.slice(traceback + 1).find((line) => /^[A-Za-z_][\w.]*(?::|$)/.test(line));
    if (error !== undefined) return shortened(error);
  }
  const named = lines.findLast((line) => errorLine.test(line));
  return named === undefined ? undefined : shortened(named);
}

const errorLine =
  /^(?:ERROR: .*|Error(?: in .*)?: .*|Error: .*|(?:Uncaught )?[A-Z]\w*(?:Error|Exception)\b.*|(?:cairn|\S*sh): .*(?:not found|No such file or directory|Permission denied|cannot open).*)$/;
// eslint-disable-next-line no-control-regex -- colours of terminals begin with the control character ESC
const terminalCodes = /\u001b\[[0-9;?]*[A-Za-z]/g;

function shortened(line: string): string {
  const text = line.trim();
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}
