/** The code that the best run ran is a commit, and nothing of it was changed or left out. */
import { t } from '../../base/l10n.ts';
import { listed, runLink, withBasis } from '../basis.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';

export const committed: Probe = {
  name: 'committed',
  look: async (subject) =>
    await withBasis(subject, async (run) => {
      const { git } = run;
      const link = runLink(run);
      if (git === null)
        return cannotTell(
          t('because {0} recorded no state of git. Put the folder under git and run it again.', run.name),
          link,
        );
      if (git.commit === undefined) return no(t('Nothing had been committed when {0} ran.', run.name), link);
      const commit = git.commit.slice(0, 7);
      if (git.changedFiles > 0)
        return no(
          git.changedFiles === 1
            ? t('{0} ran with uncommitted changes in a file, after commit {1}.', run.name, commit)
            : t(
                '{0} ran with uncommitted changes in {1} files, after commit {2}.',
                run.name,
                git.changedFiles,
                commit,
              ),
          link,
        );
      const own = [subject.script.path, ...(await subject.modules()).map(({ path }) => path)];
      const left = [...git.untracked, ...git.untrackedSkipped].filter((file) =>
        own.some((one) => isSame(one, file)),
      );
      return left.length > 0
        ? no(t('Not in git when {0} ran: {1}.', run.name, listed(left)), link)
        : yes(t('{0} ran what commit {1} holds.', run.name, commit), link);
    }),
};

/** One is named from the workspace folder, the other from the top of its repository, either of which may hold the other. */
function isSame(own: string, file: string): boolean {
  return own === file || own.endsWith(`/${file}`) || file.endsWith(`/${own}`);
}
