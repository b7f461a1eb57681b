/** Finds the script in a command line such as `python3 -u train.py --lr 0.1`. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isScript } from './interpreters.ts';

/** Absolute path of the first word that is a script file; what follows it are its own arguments. */
export async function scriptOf(command: readonly string[], cwd: string): Promise<string | undefined> {
  for (const word of command) {
    if (word.startsWith('-') || !isScript(word)) continue;
    const file = path.resolve(cwd, word);
    const isFile = await stat(file).then(
      (info) => info.isFile(),
      () => false,
    );
    if (isFile) return file;
  }
  return undefined;
}
