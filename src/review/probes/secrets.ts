/** No password, key or token stands in the script or in the modules that it imports. Says where, never what. */
import { t } from '../../base/l10n.ts';
import { lineLink, listed } from '../basis.ts';
import { findSecrets } from '../findSecrets.ts';
import { no, yes, type Probe } from '../probe.ts';

export const secrets: Probe = {
  name: 'secrets',
  look: async (subject) => {
    const files = [subject.script, ...(await subject.modules())];
    const found = files.flatMap(({ path, text }) => findSecrets(text).map((one) => ({ path, ...one })));
    const modules = files.length - 1;
    if (found.length === 0)
      return yes(
        modules === 0
          ? t('Nothing in it looks like a secret.')
          : modules === 1
            ? t('Nothing in it, or in the module that it imports, looks like a secret.')
            : t('Nothing in it, or in the {0} modules that it imports, looks like a secret.', modules),
      );
    const places = found.map(({ path, line, name }) =>
      name === '' ? `${path}:${String(line)}` : `${path}:${String(line)} (${name})`,
    );
    return no(
      t('Looks like a secret: {0}. Take it from the environment, and make a new one.', listed(places)),
      ...found.map(({ path, line }) => lineLink(path, line)),
    );
  },
};
