/** What is told of one run of an MLflow file store that is looked at: its note, its artifacts, the models it logged. */
import { artifactsIn, detailsOf, isId, localFolder, modelArtifacts } from '../mlflowWords.ts';
import { PlainFolder } from '../plainFolder.ts';
import type { ForeignArtifact, ForeignDetails } from '../source.ts';

export interface AskedRun {
  /** Absolute path of the store. */
  readonly root: string;
  /** `<experiment>/<run>` */
  readonly place: string;
  readonly run: string;
  readonly artifactUri: string | undefined;
}

export function detailsOfRun(asked: AskedRun): ForeignDetails {
  // What is wrong with the run's own files is told in the list.
  const folder = new PlainFolder(asked.root, () => undefined);
  const folders = artifactFolders(folder, asked);
  const listed = folders.map((at) => ({ at, artifacts: artifactsIn(at) }));
  const used = listed.find(({ artifacts }) => artifacts.length > 0) ?? listed[0];
  return {
    ...detailsOf((name) => folder.text(`${asked.place}/tags/${name}`, mostTagBytes)),
    artifactFolder: used?.at,
    artifacts: [...(used?.artifacts ?? []), ...modelsOf(folder, asked.place)],
  };
}

/** In the store, which may have been moved; else where MLflow says they are, e.g. on another drive. */
function artifactFolders(folder: PlainFolder, { place, run, artifactUri = '' }: AskedRun): string[] {
  const own = `${place}/artifacts`;
  const elsewhere = localFolder(artifactUri, [run, 'artifacts']);
  return [
    ...(folder.reaches(own) ? [folder.absolute(own)] : []),
    ...(elsewhere !== undefined && elsewhere !== folder.absolute(own) ? [elsewhere] : []),
  ];
}

/** MLflow 3 keeps logged models beside the runs, and in the run only their ids. */
function modelsOf(folder: PlainFolder, place: string): ForeignArtifact[] {
  const experiment = place.slice(0, place.indexOf('/'));
  return folder.entries(`${place}/outputs`).flatMap(({ name }) => {
    const model = `${experiment}/models/${name}/artifacts`;
    return isId(name) && folder.reaches(model) ? modelArtifacts(folder.absolute(model), name) : [];
  });
}

const mostTagBytes = 1024 * 1024;
