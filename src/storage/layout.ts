/** Every path Cairn writes, in one place. */
import path from 'node:path';

/** The `.cairn` folder of one workspace folder. */
export interface Layout {
  /** The workspace folder itself, absolute. */
  readonly folder: string;
  readonly root: string;
  readonly config: string;
  readonly gitignore: string;
  readonly index: string;
  readonly runs: string;
  /** What MLflow's clients said of experiments; among the runs, because that folder is kept out of git. */
  readonly experiments: string;
  readonly trash: string;
  /** The catalog, in git. */
  readonly datasets: string;
  readonly features: string;
  /** What can be made again: deleted at any time, never in git. */
  readonly cache: string;
  /** Content hashes of data files. */
  readonly hashes: string;
  /** Copies of data that is at a URL. */
  readonly downloads: string;
  /** What is known of the columns of dataset versions, by content hash: values of the data are in it, so never in git. */
  readonly profiles: string;
  /** One YAML file for each registered model. */
  readonly models: string;
  /** One YAML file for each reviewed script, in folders as the scripts are. */
  readonly reviews: string;
  /** Texts that were reviewed, by hash. */
  readonly reviewed: string;
}

export function layoutOf(folder: string): Layout {
  const root = path.join(folder, '.cairn');
  return {
    folder,
    root,
    config: path.join(root, 'config.yaml'),
    gitignore: path.join(root, '.gitignore'),
    index: path.join(root, 'index.sqlite'),
    runs: path.join(root, 'runs'),
    experiments: path.join(root, 'runs', 'experiments.jsonl'),
    trash: path.join(root, 'trash'),
    datasets: path.join(root, 'datasets.yaml'),
    features: path.join(root, 'features.yaml'),
    models: path.join(root, 'models'),
    reviews: path.join(root, 'reviews'),
    reviewed: path.join(root, 'reviewed'),
    cache: path.join(root, 'cache'),
    hashes: path.join(root, 'cache', 'hashes.jsonl'),
    downloads: path.join(root, 'cache', 'downloads'),
    profiles: path.join(root, 'profiles'),
  };
}

/** The files of one run. */
export interface RunPaths {
  readonly dir: string;
  readonly run: string;
  readonly process: string;
  readonly events: string;
  readonly edits: string;
  readonly metrics: string;
  readonly output: string;
  /** float64 pairs (logical byte offset in output.log, ms): when output arrived. */
  readonly outputTimes: string;
  readonly inbox: string;
  /** Present when someone asked the run to stop: `{"t": ms, "kind": "graceful" | "now"}` lines. */
  readonly stop: string;
  readonly source: string;
  readonly patch: string;
  readonly packages: string;
  /** Fingerprints of the run's secrets while it is open (see runs/secretTraces.ts). */
  readonly secrets: string;
  /** Written by the gate when the script ends, so that its exit code survives the worker. */
  readonly exit: string;
  /** Numbered files, one for each worker that took the run over; the highest number writes. */
  readonly workers: string;
  /** What an editor told about a script it debugs: `{"pid": n}`, `{"exitCode": n}` lines. */
  readonly debuggee: string;
  /** Holds the new middle and end of output.log while the worker cuts it; gone once it is cut. */
  readonly outputCut: string;
  /** The script as it was at launch. */
  readonly script: string;
  readonly untracked: string;
  readonly artifacts: string;
  /** Fairness reports of its predictions. */
  readonly fairness: string;
  /** What of the run is on a team's server (see team/publishJournal.ts). */
  readonly published: string;
  /** Files on their way into artifacts/; each is moved there when its last byte has come. */
  readonly uploads: string;
}

export function runPaths(dir: string): RunPaths {
  // Not path.join: this is asked for ten thousand runs in a row.
  const under = (folder: string) => (name: string) => `${folder}${path.sep}${name}`;
  const at = under(dir);
  const source = at('source');
  const atSource = under(source);
  return {
    dir,
    run: at('run.json'),
    process: at('process.json'),
    events: at('events.jsonl'),
    edits: at('edits.jsonl'),
    metrics: at('metrics.log'),
    output: at('output.log'),
    outputTimes: at('output.times'),
    inbox: at('inbox.jsonl'),
    stop: at('stop.jsonl'),
    secrets: at('secrets.json'),
    exit: at('exit'),
    workers: at('workers'),
    debuggee: at('debuggee.jsonl'),
    outputCut: at('output.cut'),
    source,
    patch: atSource('diff.patch'),
    packages: atSource('packages.txt'),
    script: atSource('script'),
    untracked: atSource('untracked'),
    artifacts: at('artifacts'),
    fairness: at('fairness'),
    published: at('published.json'),
    uploads: at('uploads'),
  };
}

export function runDir(layout: Layout, id: string): string {
  return path.join(layout.runs, id);
}
