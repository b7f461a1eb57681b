/** Which of a run's artifacts are its model: told by MLflow's layout, by their kind, or by their ending. */
import type { RunDetail } from '../protocol/runShape.ts';

export interface ModelCandidate {
  /** Among the artifacts of the run, with forward slashes; a folder of MLflow's, or a file. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes, as the run recorded them. */
  readonly size: number;
  /** Left where it was: the path is one from the workspace folder. */
  readonly linked: boolean;
}

/** Those that are most surely models, and nothing less sure beside them; empty when nothing looks like one. */
export function modelCandidates({ artifacts }: Pick<RunDetail, 'artifacts'>): readonly ModelCandidate[] {
  const folders = artifacts.flatMap(({ path }) =>
    path.endsWith('/MLmodel') ? [path.slice(0, -'/MLmodel'.length)] : [],
  );
  const outer = folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
  const inFolder = (path: string) => outer.some((folder) => path.startsWith(`${folder}/`));
  const logged = outer.map((folder) => ({
    path: folder,
    isFolder: true,
    size: artifacts.reduce((sum, { path, size }) => (path.startsWith(`${folder}/`) ? sum + size : sum), 0),
    linked: false,
  }));
  const files = artifacts.filter(({ path }) => !inFolder(path)).map(candidateOf);
  const kinds = new Set(artifacts.filter(({ kind }) => kind === 'model').map(({ path }) => path));
  const named = [...logged, ...files.filter(({ path }) => kinds.has(path))];
  return named.length > 0 ? named : files.filter(({ path }) => endings.test(path));
}

/** Every artifact as something that could be picked. */
export function allCandidates({ artifacts }: Pick<RunDetail, 'artifacts'>): readonly ModelCandidate[] {
  return artifacts.map(candidateOf);
}

function candidateOf({ path, size, linked }: RunDetail['artifacts'][number]): ModelCandidate {
  return { path, isFolder: false, size, linked };
}

const endings =
  /\.(pkl|pickle|joblib|skops|pt|pth|ckpt|safetensors|onnx|h5|keras|tflite|pb|gguf|ubj|xgb|cbm|lgb|pmml|mlmodel|rds)$/i;
