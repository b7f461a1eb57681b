/** Which file a sentence on a column is of, where it does not say so itself. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export function inFile(error: unknown, file: string): unknown {
  if (!(error instanceof UserError) || !ofColumns.includes(error.code)) return error;
  const name = path.basename(file);
  if (name === '' || error.message.includes(name)) return error;
  return new UserError(error.code, t('{0}: {1}', name, error.message), error.next, { cause: error });
}

const ofColumns = [
  ...['labels', 'positive', 'predictions', 'noNumber', 'noColumn'],
  ...['weights', 'bins', 'groups', 'nothing'],
];
