/** Parts of the extension are loaded when they are needed; an update may have taken its folder away by then. */
import { codeOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';

/** The error as a person can do something about it; any other as it is. */
export function withGoneCode(error: unknown): unknown {
  if (codeOf(error) !== 'MODULE_NOT_FOUND') return error;
  return new UserError(
    'updated',
    t('Cairn was updated or removed while this window was open.'),
    t('Reload the window.'),
    { cause: error },
  );
}
