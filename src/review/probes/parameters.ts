/** What is tuned comes from the command line, a file or the environment, and is no number in the code. */
import { t } from '../../base/l10n.ts';
import { lineLink, listed } from '../basis.ts';
import { parameterFacts } from '../hardCoded.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';

export const parameters: Probe = {
  name: 'parameters',
  look: async (subject) => {
    const { script } = subject;
    if (!script.path.endsWith('.py')) return cannotTell(t('because only Python is read. Look yourself.'));
    const files = [script, ...(await subject.modules())].map(({ path, text }) => ({
      path,
      ...parameterFacts(text),
    }));
    const found = files.flatMap(({ path, hardCoded }) => hardCoded.map((one) => ({ path, ...one })));
    if (found.length > 0)
      return no(
        t('In the code: {0}. Make parameters of them.', listed([...new Set(found.map(({ name }) => name))])),
        ...found.map(({ path, line }) => lineLink(path, line)),
      );
    return files.some(({ takesParameters }) => takesParameters)
      ? yes(t('It takes parameters, and none of the usual ones is a number in the code.'))
      : cannotTell(t('because it takes no parameters, and none of the usual ones is in it. Look yourself.'));
  },
};
