/** How other predictions are called beside the own: by their model version, else by their run, else by their file. */
import path from 'node:path';
import { fairnessSubject } from '../../../project/fairnessSubject.ts';
import type { Project } from '../../../project/project.ts';
import type { VersusSource } from '../../../protocol/fairnessPage.ts';

export async function versusSourceOf(project: Project, name: string): Promise<VersusSource> {
  const { run, file } = fairnessSubject(name);
  const shown = project.relative(path.resolve(project.folder, file));
  const detail = run === undefined ? undefined : await project.store.detail(run);
  if (run === undefined || detail === undefined) return { name, label: path.basename(shown), says: shown };
  const [model] = await project.store.models.ofRun(run);
  const version = model && `${model.name} v${String(model.version)}`;
  const data = detail.datasets.map((one) => (one.version === null ? one.name : `${one.name} ${one.version}`));
  return {
    name,
    label: version ?? detail.name,
    says: [...(version === undefined ? [] : [version]), detail.name, ...data, shown].join(' · '),
  };
}
