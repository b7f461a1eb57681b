/** Reads .cairn/config.yaml, which need not be there. */
import { readFile } from 'node:fs/promises';
import { codeOf, messageOf } from '../base/errors.ts';
import type { ReadConfig } from './parseConfig.ts';

/** A missing file is an empty configuration; an unreadable one is a problem. */
export async function readConfig(file: string): Promise<ReadConfig> {
  try {
    const text = await readFile(file, 'utf8');
    // The YAML parser is loaded by those who have such a file.
    const { parseConfig } = await import('./parseConfig.ts');
    return parseConfig(text);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return { config: {}, problems: [] };
    return {
      config: {},
      problems: [{ where: 'config.yaml', line: 1, column: 1, message: messageOf(error) }],
    };
  }
}
