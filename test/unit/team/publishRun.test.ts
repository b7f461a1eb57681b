/** Whatever breaks while a run is published, the next attempt goes on where it broke, and nothing arrives twice. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { serverAddress } from '../../../src/sources/mlflowServer/serverAddress.ts';
import { ServerConnection } from '../../../src/sources/mlflowServer/serverConnection.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { publishRun, type PublishedRun } from '../../../src/team/publishRun.ts';
import { everything, recordRun, runId } from './recordedRun.ts';
import { TrackingServer, type Fate } from './trackingServer.ts';

describe('publishing a run', () => {
  let folder: string;
  let server: TrackingServer;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'publish-'));
    server = await TrackingServer.start();
  });

  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function publish(pauses: readonly number[] = []): Promise<PublishedRun> {
    const connection = new ServerConnection({ address: serverAddress(server.uri) });
    try {
      const layout = layoutOf(folder);
      return await publishRun(runId, { layout, server: connection, progress: () => undefined, pauses });
    } finally {
      connection.close();
    }
  }

  function assertWhole(): void {
    assert.equal(server.runs.length, 1);
    const [run] = server.runs;
    assert.ok(run);
    assert.equal(run.status, 'FINISHED');
    assert.deepEqual(Object.fromEntries(run.params), everything.params);
    const expected = Object.entries(everything.points).flatMap(([key, points]) =>
      points.map(([step, time, value]) => [key, step, time, Number.isFinite(value) ? value : String(value)]),
    );
    const there = run.points.map(({ key, step, timestamp, value }) => [key, step, timestamp, value]);
    assert.deepEqual(there.sort(), expected.sort());
    assert.equal(run.datasets.length, 2);
    assert.equal(run.artifacts.size, 4);
    assert.deepEqual(run.artifacts.get('model.pkl'), everything.artifacts['model.pkl']);
  }

  it('arrives whole, and a second time sends nothing', async () => {
    recordRun(folder);
    await publish();
    assertWhole();
    const before = server.asked.length;
    const { sent } = await publish();
    assert.deepEqual([...new Set(Object.values(sent))], [0]);
    assert.deepEqual(server.asked.slice(before), ['GET /runs/get']);
    assertWhole();
  });

  const fates: readonly Fate[] = ['break', 'keepAndBreak', { status: 500, text: 'oops' }];
  for (const fate of fates) {
    it(`goes on after each request in turn has met ${JSON.stringify(fate)}`, async () => {
      recordRun(folder);
      // Every request of a publication fails once: the first, the second after that has been resumed, and so on.
      const failed = new Set<number>();
      let attempts = 0;
      for (let at = 1; ; at += 1) {
        const begun = server.asked.length;
        server.fate = (_, number) => {
          const isIt = number - begun === at && !failed.has(at);
          if (isIt) failed.add(at);
          return isIt ? fate : 'answer';
        };
        fs.rmSync(path.join(folder, '.cairn', 'runs', runId, 'published.json'), { force: true });
        server.runs.length = 0;
        const done = await publish().then(
          () => true,
          () => false,
        );
        attempts += 1;
        if (done && !failed.has(at)) break;
        assert.equal(done, false);
        await publish();
        assertWhole();
      }
      assert.ok(attempts > 12, String(attempts));
    });
  }

  it('goes on by itself while something arrives in between', async () => {
    recordRun(folder);
    server.fate = (_, number) => (number % 5 === 0 ? 'keepAndBreak' : 'answer');
    await publish([1, 1, 1, 1]);
    assertWhole();
  });

  it('without its journal, sends only what the server does not have', async () => {
    recordRun(folder);
    server.fate = (request, number) =>
      request === 'POST /runs/log-batch' && number > 7 ? 'break' : 'answer';
    await assert.rejects(publish(), /broke/);
    assert.ok((server.runs[0]?.points.length ?? 0) > 0);
    fs.rmSync(path.join(folder, '.cairn', 'runs', runId, 'published.json'));
    server.fate = () => 'answer';
    await publish();
    assertWhole();
  });

  it('without its journal, sends nothing of what is there whole', async () => {
    const { published } = recordRun(folder);
    await publish();
    fs.rmSync(published);
    const { sent } = await publish();
    assert.deepEqual([...new Set(Object.values(sent))], [0]);
    assertWhole();
  });

  it('makes it anew where it was deleted', async () => {
    recordRun(folder);
    await publish();
    server.runs.length = 0;
    const { sent } = await publish();
    assert.equal(sent.points, 2353);
    assertWhole();
  });

  it('leaves what somebody changed on the server, and says where a param differs', async () => {
    recordRun(folder);
    await publish();
    const [run] = server.runs;
    run?.tags.set('stage', 'theirs');
    run?.params.set('lr', '7');
    const { sent, problems } = await publish();
    assert.equal(sent.tags + sent.params, 0);
    assert.equal(run?.tags.get('stage'), 'theirs');
    assert.deepEqual(
      problems.map(({ where }) => where),
      ['lr'],
    );
  });

  const roots: readonly (readonly [root: string, sentence: RegExp])[] = [
    ['s3://bucket/', /store \(s3:\/\/…\).*--serve-artifacts/],
    ['/srv/mlruns/', /folder of its own machine/],
    ['mlflow-artifacts://elsewhere.example/', /elsewhere\.example/],
    ['https://elsewhere.example/api/2.0/mlflow-artifacts/artifacts/', /elsewhere\.example/],
  ];
  for (const [root, sentence] of roots)
    it(`says why artifacts cannot go to ${root}, and sends the rest`, async () => {
      recordRun(folder);
      server.artifactRoot = root;
      const { problems, missing } = await publish();
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', sentence);
      assert.equal(missing.length, 4);
      assert.equal(server.runs[0]?.points.length, 2353);
      assert.equal(server.runs[0].status, 'FINISHED');
    });

  it('is refused while another process does it, and for a run that goes on', async () => {
    const paths = recordRun(folder);
    const publisher = { host: 'another', process: { pid: 1, started: 'x' } };
    fs.writeFileSync(paths.published, JSON.stringify({ version: 1, servers: {}, publisher }));
    await assert.rejects(publish(), { code: 'publishing' });
    fs.rmSync(paths.published);
    fs.writeFileSync(paths.events, '');
    await assert.rejects(publish(), { code: 'live' });
    assert.deepEqual(server.asked, []);
  });

  it('names what MLflow cannot take', async () => {
    recordRun(folder, {
      params: { 'a=b': '1', '../up': '2', fine: '3' },
      points: { 'x\ny': [[0, 1, 1]], half: [[1.5, 2, 1]] },
      artifacts: { 'link.txt': 'x' },
    });
    const outside = path.join(folder, 'outside.txt');
    fs.writeFileSync(outside, 'secret');
    const link = path.join(folder, '.cairn', 'runs', runId, 'artifacts', 'link.txt');
    fs.rmSync(link);
    fs.symlinkSync(outside, link);
    const { problems } = await publish();
    assert.deepEqual(problems.map(({ where }) => where).sort(), ['../up', 'a=b', 'half', 'link.txt', 'x\ny']);
    assert.deepEqual([...(server.runs[0]?.params ?? [])], [['fine', '3']]);
    assert.equal(server.runs[0]?.artifacts.size, 0);
  });
});
