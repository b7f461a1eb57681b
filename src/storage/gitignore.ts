/** .cairn/.gitignore and .gitattributes: what people decide goes into git, what machines produce does not. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';

/** Many projects keep a folder called models out of git; that of Cairn holds decisions, not weights. */
const keptModels = '!/models/';
const own = `runs/\ntrash/\nindex.sqlite*\n*.tmp\n${keptModels}\n`;

/** Written where there is none; one that exists is left as somebody made it. `root`: .cairn, which is there. */
export function ignoreWhatMachinesWrite(root: string): void {
  try {
    writeFileSync(path.join(root, '.gitignore'), own, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Sees to it that git takes .cairn/models, whatever the folders above ignore. A file that cannot be changed stays as it is. */
export function keepModelsInGit(root: string): void {
  const file = path.join(root, '.gitignore');
  try {
    if (!existsSync(file)) {
      ignoreWhatMachinesWrite(root);
      return;
    }
    const text = readFileSync(file, 'utf8');
    if (/^!?\/?models\/?$/m.test(text)) return;
    appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${keptModels}\n`);
  } catch (error) {
    // The model is registered all the same.
    if (codeOf(error) === undefined) throw error;
  }
}

/**
 * Tells git how reviews are merged: entries are lines that are only ever added, so both sides are kept. The texts that were reviewed are
 * copies of scripts, which nobody needs to read again in a pull request, and are never changed, also not at their line ends.
 */
export function mergeReviewsByLine(root: string): void {
  const file = path.join(root, '.gitattributes');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const missing = attributes.filter((line) => !text.includes(line.split(' ')[0] ?? line));
  if (missing.length === 0) return;
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  appendFileSync(file, `${start}${missing.join('\n')}\n`);
}

const attributes = [
  'reviews/**/*.yaml merge=union text eol=lf',
  'reviewed/*.txt -text -diff linguist-generated',
];
