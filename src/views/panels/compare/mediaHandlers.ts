/** What the compare page asks about images, texts and predictions: listed by place, read within limits, from where the index says they are. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { codeOf, UserError } from '../../../base/errors.ts';
import { formatSize } from '../../../base/format.ts';
import { t } from '../../../base/l10n.ts';
import type { RunStore } from '../../../project/runStore.ts';
import { bufferOf } from '../../../protocol/compare/compareShape.ts';
import type { MediaBytes, mediaMethods, MediaList, ScoreCurves } from '../../../protocol/compare/media.ts';
import type { Handlers } from '../../../protocol/rpcShape.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { readScores } from '../../../runs/analysis/readScores.ts';
import { scoreCurve } from '../../../runs/analysis/scoreCurve.ts';
import { imageType, mediaKindOf, mediaName } from '../../../runs/compare/mediaName.ts';
import { fileOfArtifact, predictionsFile } from '../../../runs/artifactPath.ts';
import { readOnly } from '../../../sources/plainFolder.ts';
import type { Layout } from '../../../storage/layout.ts';

export interface MediaHost {
  readonly layout: Layout;
  readonly store: Pick<RunStore, 'detail'>;
}

export function mediaHandlers({ layout, store }: MediaHost): Handlers<typeof mediaMethods> {
  const detailOf = async (run: string): Promise<RunDetail> => {
    const detail = await store.detail(run);
    if (!detail) throw new UserError('gone', t('The run {0} is not there any more.', run));
    return detail;
  };
  return {
    mediaOf: async ({ runs }) => {
      const lists: MediaList[] = [];
      for (const run of runs) lists.push(await listOf(await detailOf(run), layout));
      return lists;
    },
    media: async ({ run, index }) => {
      const detail = await detailOf(run);
      const artifact = detail.artifacts[index];
      if (artifact === undefined || mediaKindOf(artifact.path) === undefined) throw notThere();
      return await bytesOf(artifact, fileOfArtifact(artifact, detail, layout));
    },
    scores: async ({ run, index }) => {
      const detail = await detailOf(run);
      const file = detail.predictions[index];
      if (file === undefined) throw notThere();
      return await curvesOf(file, predictionsFile(file.path, detail, layout));
    },
  };
}

type Artifact = RunDetail['artifacts'][number];
type Predictions = RunDetail['predictions'][number];

async function listOf(detail: RunDetail, layout: Layout): Promise<MediaList> {
  const { id, artifacts } = detail;
  const items = artifacts.flatMap((artifact, index) => {
    const kind = mediaKindOf(artifact.path);
    return kind === undefined
      ? []
      : [
          {
            index,
            kind,
            path: artifact.path,
            size: artifact.size,
            t: artifact.t,
            ...mediaName(artifact.path),
          },
        ];
  });
  return {
    run: id,
    // The newest are at the end.
    items: items.slice(-mostItems),
    more: Math.max(0, items.length - mostItems),
    predictions: await predictionsOf(detail, layout),
  };
}

/** With sizes and times as they are on disk: a script may write its predictions anew without logging them again. */
async function predictionsOf(detail: RunDetail, layout: Layout): Promise<MediaList['predictions']> {
  return await Promise.all(
    detail.predictions.map(async ({ path: name, score }) => {
      const stats = await statsOf(() => predictionsFile(name, detail, layout));
      return { path: name, hasScore: score !== null, size: stats?.size ?? 0, t: stats?.mtimeMs ?? 0 };
    }),
  );
}

/** Undefined: there is nothing to be read, and reading it says why. */
async function statsOf(pathOf: () => string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    return await fs.lstat(pathOf());
  } catch {
    return undefined;
  }
}

async function bytesOf(artifact: Artifact, file: string): Promise<MediaBytes> {
  const type = imageType(artifact.path) ?? '';
  const isImage = type !== '';
  const { bytes, size } = await readStart(artifact.path, {
    file,
    start: artifact.start ?? 0,
    ...(artifact.start !== undefined && { length: artifact.size }),
    most: isImage ? mostImageBytes : mostTextBytes,
    whole: isImage,
  });
  return { path: artifact.path, type, bytes: bufferOf(bytes), size };
}

async function curvesOf(predictions: Predictions, file: string): Promise<ScoreCurves> {
  const { path: name, label, score } = predictions;
  if (score === null) throw new UserError('noScore', t('{0} was logged without a score column.', name));
  const { bytes } = await readStart(name, { file, start: 0, most: mostPredictionBytes, whole: true });
  const text = new TextDecoder().decode(bytes);
  const found = await readScores(text, { path: name, label, score }, () => nextTurn());
  const { positive, positives, negatives, skipped } = found;
  const { roc, precisionRecall, ...numbers } = scoreCurve(positives, negatives);
  return {
    ...numbers,
    path: name,
    positive,
    positives: positives.length,
    negatives: negatives.length,
    skipped,
    roc: bufferOf(roc),
    precisionRecall: bufferOf(precisionRecall),
  };
}

interface Part {
  readonly file: string;
  readonly start: number;
  /** Absent: to the end of the file. */
  readonly length?: number;
  /** Bytes. */
  readonly most: number;
  /** True: refused when it is more; false: cut. */
  readonly whole: boolean;
}

/** Regular files only, no link at the end of the path. `name` is what people read. */
async function readStart(name: string, part: Part): Promise<{ bytes: Uint8Array; size: number }> {
  const handle = await open(part.file, name);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new UserError('broken', t('{0} is no file.', name));
    const there = Math.max(0, stats.size - part.start);
    if (part.length !== undefined && there < part.length)
      throw new UserError('gone', t('{0} was written anew meanwhile.', path.basename(part.file)));
    const size = part.length ?? there;
    if (part.whole && size > part.most)
      throw new UserError(
        'huge',
        t('{0} has {1}; up to {2} are shown here.', name, formatSize(size), formatSize(part.most)),
      );
    const bytes = new Uint8Array(Math.min(size, part.most));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, part.start + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return { bytes: bytes.subarray(0, read), size };
  } finally {
    await handle.close();
  }
}

async function open(file: string, name: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(file, readOnly);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (['ENOENT', 'ENOTDIR'].includes(code))
      throw new UserError('gone', t('{0} is not there any more.', name), undefined, { cause: error });
    if (['ELOOP', 'EMLINK'].includes(code))
      throw new UserError('broken', t('{0} is a link; links are not followed.', name), undefined, {
        cause: error,
      });
    if (['EACCES', 'EPERM'].includes(code))
      throw new UserError('broken', t('{0} may not be read.', name), undefined, { cause: error });
    throw error;
  }
}

function notThere(): UserError {
  return new UserError('gone', t('The run has no such artifact any more.'));
}

const mostItems = 2000;
const mostImageBytes = 20_000_000;
const mostTextBytes = 1_000_000;
const mostPredictionBytes = 20_000_000;
