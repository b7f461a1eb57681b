/** Keeps writing inside a folder whose content somebody else may have arranged: links in it could lead to any file of the person. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

/**
 * Rejects with UserError `outside` when `place`, or the nearest folder above it that is there, is really somewhere outside of
 * `folder`. Both are absolute.
 */
export async function requireInside(folder: string, place: string): Promise<void> {
  const [home, real] = await Promise.all([realpath(folder), nearest(place)]);
  const relative = path.relative(home, real);
  const [first] = relative.split(path.sep);
  if (first !== '..' && !path.isAbsolute(relative)) return;
  throw new UserError(
    'outside',
    t('{0} leads out of this folder, which is not trusted, so nothing was changed.', place),
    t('Trust the folder first.'),
  );
}

async function nearest(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || path.dirname(place) === place) throw error;
    return await nearest(path.dirname(place));
  }
}
