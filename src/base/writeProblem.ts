/** Why something could not be written, as the end of a sentence: what people can mend in words, the rest as the system says it. */
import { codeOf, messageOf } from './errors.ts';
import { t } from './l10n.ts';

export function writeProblem(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return t('the disk is full');
  // On Windows these codes also say that another program has the file open.
  const isForbidden =
    code === 'EROFS' || ((code === 'EACCES' || code === 'EPERM') && process.platform !== 'win32');
  return isForbidden ? t('its folder cannot be written') : messageOf(error);
}
