/**
 * Finds the calls by which a script logs metrics, for the lenses above them: `cairn.log({...})`, `mlflow.log_metric(s)(…)`,
 * `wandb.log({...})`, `live.log_metric(…)`, `writer.add_scalar(…)`, `self.log(…)`, `self.log_dict(…)`; Python only. Only names that
 * stand in the call as text are found: what a script computes is not guessed.
 */

export interface LogCall {
  /** 0-based. */
  readonly line: number;
  /** In the order they stand in the call. */
  readonly keys: readonly string[];
}

/** Calls in strings and comments at the start of a line are left out. Linear in the text's length. */
export function findLogCalls(text: string): LogCall[] {
  const found: LogCall[] = [];
  if (!/\b(?:log|add_scalar)/.test(text)) return found;
  let line = 0;
  let from = 0;
  for (const match of text.matchAll(call)) {
    for (let at = text.indexOf('\n', from); at >= 0 && at < match.index; at = text.indexOf('\n', at + 1)) {
      line += 1;
      from = at + 1;
    }
    const start = match.index + match[0].length;
    const keys = keysOf(argumentsAt(text, start), match[1] ?? '');
    if (keys.length > 0) found.push({ line, keys });
    if (found.length >= mostCalls) break;
  }
  return found;
}

const call = /^[ \t]*(?:[\w.]+\.)?(log|log_metrics?|log_dict|add_scalar|add_scalars)\(/gm;
const mostCalls = 200;
/** Longer argument lists are no calls that people write. */
const mostCharacters = 4000;

/** The text up to the closing parenthesis. */
function argumentsAt(text: string, start: number): string {
  let depth = 1;
  const end = Math.min(text.length, start + mostCharacters);
  for (let at = start; at < end; at += 1) {
    const character = text[at];
    if (character === '(' || character === '[' || character === '{') depth += 1;
    else if (character === ')' || character === ']' || character === '}') depth -= 1;
    if (depth === 0) return text.slice(start, at);
  }
  return '';
}

/** The first argument of a call that takes a name; the keys of one that takes a dictionary. */
function keysOf(given: string, name: string): string[] {
  if (name === 'log_metric' || name.startsWith('add_scalar')) return firstText(given);
  const keys = [...given.matchAll(/(["'])((?:(?!\1)[^\\\n])+)\1\s*:/g)].map(([, , key = '']) => key);
  return keys.length > 0 || name !== 'log' ? keys : firstText(given);
}

function firstText(given: string): string[] {
  const key = /^\s*(?:key\s*=\s*|name\s*=\s*|tag\s*=\s*)?(["'])((?:(?!\1)[^\\\n])+)\1\s*[,)]?/.exec(
    given,
  )?.[2];
  return key === undefined ? [] : [key];
}
