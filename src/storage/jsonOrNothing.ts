/** A JSON file that may be missing, half written or damaged, for those to whom that is the same. */
import { readFile } from 'node:fs/promises';
import { codeOf } from '../base/errors.ts';

export async function jsonOrNothing(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) !== undefined) return undefined;
    throw error;
  }
}
