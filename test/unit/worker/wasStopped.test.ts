import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { wasStopped } from '../../../src/worker/finishRun.ts';
import { StopRequests } from '../../../src/worker/stopRequests.ts';

describe('a request to stop', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stop-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const asked = 1_800_000_000_000;
  const table: readonly (readonly [
    what: string,
    exit: Parameters<typeof wasStopped>[1],
    stopped: boolean,
  ])[] = [
    ['ended a script that exited after it', { at: asked + 5, code: 143 }, true],
    ['ended a script whose exit file lags a tick behind', { at: asked - 8, code: 143 }, true],
    ['came after a script had failed by itself', { at: asked - 500, code: 1 }, false],
    ['ended a script of which nothing is known', { at: asked - 500 }, true],
  ];
  for (const [what, exit, stopped] of table)
    it(what, () => {
      const file = path.join(folder, 'stop.jsonl');
      writeFileSync(file, `${JSON.stringify({ t: asked, kind: 'graceful' })}\n`);
      assert.equal(wasStopped(new StopRequests(file), exit), stopped);
    });

  it('that nobody made ended nothing', () => {
    const none = new StopRequests(path.join(folder, 'none.jsonl'));
    assert.equal(wasStopped(none, { at: asked, code: 0 }), false);
  });
});
