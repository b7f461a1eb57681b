/** Calls that bring, fetch, list and delete the files of runs and of logged models. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { codeOf } from '../../base/errors.ts';
import { defaultLimits } from '../../records/config.ts';
import {
  deleteArtifacts,
  listArtifacts,
  openArtifact,
  receiveArtifact,
  type ServedFile,
} from './artifactFiles.ts';
import {
  isModelsFolder,
  nameInRun,
  ofRun,
  partsInRun,
  readAddress,
  type ArtifactAddress,
} from './artifactAddress.ts';
import { checkArtifactPath, decodeArtifactPath } from './artifactPaths.ts';
import { experimentIdOf } from './loggedModels.ts';
import { passBy } from './passBy.ts';
import { jsonRoute, streamRoute, type Answer, type Route } from './route.ts';
import { artifactUriOf } from './uris.ts';

const place = '/api/2.0/mlflow-artifacts/artifacts';

const put = streamRoute({
  method: 'PUT',
  path: `${place}/*`,
  async handle({ request, response, rest }, context) {
    try {
      const address = readAddress(context, decodeArtifactPath(rest));
      await context.runs.own(address.run.id);
      const received = await receiveArtifact({
        root: address.run.paths.artifacts,
        parts: partsInRun(address),
        body: request,
        announced: lengthOf(request),
        uploads: address.run.paths.uploads,
        limit: (context.config.limits?.artifactsTotalMB ?? defaultLimits.artifactsTotalMB) * 1e6,
      });
      // Asked for again: the run may have ended while the file came.
      const run = await context.runs.own(address.run.id);
      run.event({ type: 'artifact', path: nameInRun(address), ...received });
      await run.commit();
    } catch (error) {
      await passBy(request, patience);
      throw error;
    }
    sendJson(response, {});
  },
});

const get = streamRoute({
  method: 'GET',
  path: `${place}/*`,
  async handle({ request, response, rest }, context) {
    const address = readAddress(context, decodeArtifactPath(rest));
    const file = await openArtifact(address.run.paths.artifacts, partsInRun(address));
    try {
      await send(request, response, file, address.parts.at(-1) ?? '');
    } finally {
      await file.handle.close();
    }
  },
});

const remove = streamRoute({
  method: 'DELETE',
  path: `${place}/*`,
  async handle({ response, rest }, context) {
    const address = readAddress(context, decodeArtifactPath(rest));
    const run = await context.runs.own(address.run.id);
    for (const name of await deleteArtifacts(address.run.paths.artifacts, partsInRun(address)))
      run.event({ type: 'artifact', path: name, size: 0, deleted: true });
    await run.commit();
    sendJson(response, {});
  },
});

/** Names relative to the folder that is asked for. */
const list = jsonRoute({
  method: 'GET',
  path: place,
  input: z.object({ path: z.string().nullish() }),
  async handle({ path: folder }, context) {
    const address = readAddress(context, checkArtifactPath(folder ?? ''));
    return { files: await filesOf(address, '') };
  },
});

/** As other clients than Python's ask: names relative to the run. */
const listOfRun = jsonRoute({
  method: 'GET',
  path: '/api/2.0/mlflow/artifacts/list',
  input: z.object({
    run_id: z.string().nullish(),
    run_uuid: z.string().nullish(),
    path: z.string().nullish(),
  }),
  async handle(asked, context) {
    const run = context.runs.read(asked.run_id ?? asked.run_uuid ?? '');
    const address = ofRun(run, checkArtifactPath(asked.path ?? ''));
    const folder = address.parts.map((part) => `${part}/`).join('');
    return {
      root_uri: artifactUriOf(experimentIdOf(context, run), run.id),
      files: await filesOf(address, folder),
    };
  },
});

export const artifactRoutes: readonly Route[] = [put, get, remove, list, listOfRun];

async function filesOf(address: ArtifactAddress, folder: string): Promise<Answer[]> {
  const files = await listArtifacts(address.run.paths.artifacts, partsInRun(address));
  return files
    .filter(({ name }) => !isModelsFolder(address, name))
    .map(({ name, isFolder, size }) => ({ path: folder + name, is_dir: isFolder, file_size: size }));
}

/** Nothing of it is ever run or shown by a browser: it is what some script made. */
async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { handle, size, modified }: ServedFile,
  name: string,
): Promise<void> {
  const range = rangeOf(request.headers.range, size);
  if (range === 'none') {
    response.writeHead(416, { 'content-range': `bytes */${String(size)}`, 'content-length': 0 });
    response.end();
    return;
  }
  const { from, to } = range ?? { from: 0, to: size };
  response.writeHead(range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': to - from,
    'content-disposition': `attachment; ${fileNameParameter(name)}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'accept-ranges': 'bytes',
    'last-modified': new Date(modified).toUTCString(),
    ...(range !== undefined && {
      'content-range': `bytes ${String(from)}-${String(to - 1)}/${String(size)}`,
    }),
  });
  if (to === from) {
    response.end();
    return;
  }
  const bytes = handle.createReadStream({
    start: from,
    end: to - 1,
    highWaterMark: pieceBytes,
    autoClose: false,
  });
  try {
    await pipeline(bytes, response, { end: false });
  } catch (error) {
    // The client has gone.
    if (codeOf(error) === undefined) throw error;
  }
  if (bytes.bytesRead === to - from) response.end();
  // The file became shorter meanwhile: without its connection the client sees that.
  else response.destroy();
}

const pieceBytes = 256 * 1024;

/** ms. A client hears the answer only after it has sent everything: cut short, it would send all of it again, for minutes. */
const patience = { quiet: 2000, longest: 120_000 };

/** One range, as clients ask for that resume; several are answered with everything, as is allowed. */
function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : 'none';
}

function lengthOf(request: IncomingMessage): number | undefined {
  const header = request.headers['content-length'];
  return header === undefined ? undefined : Number(header);
}

function sendJson(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/** The form of RFC 8187. */
function fileNameParameter(name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `filename*=UTF-8''${encoded}`;
}
