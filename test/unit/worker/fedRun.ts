/** The feed of a run from the files of its script, with what a script would write and what was recorded of it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dvclive } from '../../../src/sources/dvclive/dvclive.ts';
import { tensorboard } from '../../../src/sources/tensorboard/tensorboard.ts';
import { runEvent, type RunEvent } from '../../../src/records/event.ts';
import { readLog } from '../../../src/storage/appendLog.ts';
import { runPaths } from '../../../src/storage/layout.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { defaultLimits } from '../../../src/records/config.ts';
import { createRedactor } from '../../../src/base/redact.ts';
import { ArtifactKeeper } from '../../../src/worker/artifactKeeper.ts';
import { Recorder } from '../../../src/worker/recorder.ts';
import { SourceFeed } from '../../../src/worker/sourceFeed.ts';
import { frame, scalarEvent, versionEvent } from '../sources/tensorboard/writeEvents.ts';

export const marks = { inbox: 0, output: 0 };
/** ms since 1970: when the run began. */
export const since = Date.UTC(2026, 10, 23);

/** Called in `describe`. */
export function fedRun() {
  let folder: string;
  let recorder: Recorder;
  let feed: SourceFeed;
  const paths = () => runPaths(path.join(folder, '.cairn', 'runs', 'r1'));
  /** As a worker starts. */
  const begin = ({ from = since, one = defaultLimits.artifactMB * 1e6 } = {}) => {
    const artifacts = new ArtifactKeeper({
      ...{ dir: paths().artifacts, uploads: paths().uploads, folder, cwd: folder },
      limits: { one, all: 10 * one },
    });
    recorder = new Recorder(paths(), { now: () => Date.now() });
    feed = new SourceFeed({
      places: [folder],
      run: 'r1',
      folder,
      kinds: [tensorboard, dvclive],
      since: from,
      redactor: createRedactor(['hunter2-hunter2']),
      artifacts: () => artifacts,
      recorder: () => recorder,
      recorded: (key) => openSeries(paths().metrics).read(key),
    });
  };
  /** As a worker dies. */
  const end = () => {
    feed.close();
    recorder.close(marks, []);
  };
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn feed '));
    fs.mkdirSync(paths().artifacts, { recursive: true });
    begin();
  });
  afterEach(() => {
    end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** [step, value] of each point that is recorded, as logged. */
  const recorded = async (key: string) => {
    await feed.poll(true);
    recorder.commit(marks);
    const { steps, values } = openSeries(paths().metrics).read(key);
    return [...steps].map((step, at) => [step, values[at]]);
  };
  const events = (type: RunEvent['type']) =>
    readLog({ path: paths().events, schema: runEvent })
      .items.map(({ value }) => value)
      .filter((event) => event.type === type);
  const write = (file: string, content: string | Uint8Array) => {
    const at = path.join(folder, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.appendFileSync(at, content);
    return at;
  };
  /** Scalars that were logged so many seconds after the run began. */
  const log = (
    place: string,
    points: readonly (readonly [step: number, value: number])[],
    { tag = 'loss', after = 1 } = {},
  ) => {
    const name = `${place}/events.out.tfevents.1800000000.host.1.0`;
    const start = fs.existsSync(path.join(folder, name)) ? [] : [frame(versionEvent(since / 1000))];
    const scalars = points.map(([step, value], n) =>
      frame(scalarEvent({ tag, step, time: since / 1000 + after + n / 100, value })),
    );
    write(name, Buffer.concat([...start, ...scalars]));
  };

  return {
    get folder() {
      return folder;
    },
    get recorder() {
      return recorder;
    },
    get feed() {
      return feed;
    },
    ...{ paths, begin, end, recorded, events, write, log },
  };
}
