/** What the best run read is recorded, has a version in the catalog, and is what is on disk now. */
import { t } from '../../base/l10n.ts';
import type { ProbeAnswer, ProofLink } from '../../protocol/probeAnswer.ts';
import type { DatasetDetail } from '../../protocol/catalogThread.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { runLink, withBasis } from '../basis.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';

export const dataVersions: Probe = {
  name: 'dataVersions',
  look: async (subject) =>
    await withBasis(subject, async (run) => {
      if (run.datasets.length === 0)
        return cannotTell(
          t(
            'because {0} did not say which data it read. Name it in the script, or under reads in config.yaml.',
            run.name,
          ),
          runLink(run),
        );
      const known = await subject.datasets();
      const found = run.datasets.map((read) => judge(read, datasetOf(read, known)));
      const links = [runLink(run), ...found.map(({ link }) => link)];
      const wrong = found.filter(({ answer }) => answer === 'no');
      const open = found.filter(({ answer }) => answer === 'unknown');
      const sentences = (some: readonly Found[]) => some.map(({ text }) => text).join(' ');
      if (wrong.length > 0) return no(sentences(wrong), ...links);
      if (open.length > 0) return cannotTell(t('because {0}', sentences(open)), ...links);
      return yes(
        t('{0} read what is on disk now: {1}.', run.name, found.map(({ text }) => text).join(', ')),
        ...links,
      );
    }),
};

type Read = RunDetail['datasets'][number];

function datasetOf(read: Read, known: readonly DatasetDetail[]): DatasetDetail | undefined {
  return (
    known.find(({ name }) => name === read.name) ??
    known.find(({ location }) => location === read.location || location === read.name) ??
    known.find(({ versions }) => read.hash !== null && versions.some(({ hash }) => hash === read.hash))
  );
}

interface Found extends Pick<ProbeAnswer, 'answer' | 'text'> {
  readonly link: ProofLink;
}

function judge(read: Read, dataset: DatasetDetail | undefined): Found {
  const name = dataset?.name ?? read.name;
  const version = dataset?.versions.find(({ hash }) => hash === read.hash)?.version;
  const link: ProofLink = { kind: 'dataset', name, label: name, ...(version !== undefined && { version }) };
  const say = (answer: Found['answer'], text: string): Found => ({ answer, text, link });
  if (dataset === undefined)
    return say('unknown', t('“{0}” is not in the catalog. Add it with cairn catalog add.', name));
  if (read.hash === null)
    return say('unknown', t('the content of “{0}” was not recorded. Run it again.', name));
  const { disk } = dataset;
  if (disk.state === 'lost') return say('no', t('“{0}” is not on disk any more.', name));
  if (disk.hash === null)
    return say('unknown', t('what is at “{0}” now was not read. Read it with cairn catalog show {0}.', name));
  if (disk.hash !== read.hash) return say('no', t('“{0}” has changed since it was read.', name));
  return version === undefined
    ? say('no', t('What was read of “{0}” has no version. Give it one with cairn catalog record {0}.', name))
    : say('yes', `${name} v${String(version)}`);
}
