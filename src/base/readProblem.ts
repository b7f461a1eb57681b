/** Why something could not be read, as the end of a sentence: what people can mend in words, the rest as the system says it. */
import { codeOf, messageOf } from './errors.ts';
import { t } from './l10n.ts';

export function readProblem(error: unknown): string {
  switch (codeOf(error)) {
    case 'EISDIR':
      return t('it is a folder');
    case 'ENOTDIR':
      return t('a file stands in the place of one of its folders');
    case 'EACCES':
    case 'EPERM':
      return t('you may not read it');
    case 'ELOOP':
      return t('its links lead in a circle');
    default:
      return messageOf(error).replace(/\.$/, '');
  }
}
