/** The entries of one catalog file: each key at the top is a name. What cannot be read is a problem, and the rest still counts. */
import { readFile, stat } from 'node:fs/promises';
import type * as z from 'zod';
import { codeOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import { YamlText, type TextProblem, type YamlFile } from '../storage/yamlText.ts';

/** Entries of one file, and where they stand in it. */
export interface Entries<T> {
  readonly found: ReadonlyMap<string, T>;
  readonly problems: readonly TextProblem[];
  readonly unread: boolean;
  /** Also true of an entry that could not be read. */
  has(name: string): boolean;
  at(path: readonly PropertyKey[]): Omit<TextProblem, 'message'>;
}

/** Never rejects. */
export async function readEntries<T>(
  file: string,
  as: YamlFile,
  schema: z.ZodType<T>,
  given?: string,
): Promise<Entries<T>> {
  let text = given ?? '';
  const problems: TextProblem[] = [];
  const whole = (message: string) => problems.push({ where: as.where, line: 1, column: 1, message });
  try {
    const { size } = given === undefined ? await stat(file) : { size: 0 };
    if (size > mostBytes)
      whole(t('The file is larger than 10 MB and was not read; split what is in it among several folders.'));
    else if (given === undefined) text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR')
      whole(t('The file cannot be read: {0}.', readProblem(error)));
  }
  const yaml = new YamlText(text, as);
  const found = new Map<string, T>();
  const { value } = yaml;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, entry] of Object.entries(value)) {
      const read = yaml.read(schema, entry, [name]);
      if (read !== undefined) found.set(name, read);
    }
  } else if (value !== null && value !== undefined)
    yaml.tell([], t('This file should hold keys and values, such as “{0}”.', as.example));
  return {
    found,
    problems: [...problems, ...yaml.problems],
    unread: problems.length > 0 || value === undefined,
    has: (name) => typeof value === 'object' && value !== null && Object.hasOwn(value, name),
    at: (path) => yaml.at(path),
  };
}

const mostBytes = 10_000_000;
