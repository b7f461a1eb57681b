/** Launched scripts that speak MLflow’s protocol, when their worker dies: what the next one finds again and closes. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProcessRecord } from '../../../../src/records/process.ts';
import { recoverFolder } from '../../../../src/runs/recover.ts';
import { runDir, runPaths } from '../../../../src/storage/layout.ts';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { isAlive, until } from '../recording.ts';
import { mlflowScripts, processOf } from './mlflowScripts.ts';

describe('a launched script that logs through MLflow and whose worker dies', () => {
  const scripts = mlflowScripts();
  const { request, said, saidCount, layout, stateOf, others } = scripts;

  const steady = `
    const first = await create();
    const second = await create({ run_name: 'inner' });
    let i = 0;
    const retry = async (act) => {
      for (;;) {
        try { return await act(); } catch { await new Promise((r) => setTimeout(r, 20)); }
      }
    };
    while (!(await import('node:fs')).existsSync('go')) {
      // As MLflow's client: what is sent again is the same request.
      const time = Date.now();
      await retry(() => log(first, 'a', i, i, time));
      await retry(() => log(second, 'b', i, i, time));
      i += 1;
      say('count', [i, second]);
    }
    say('third', await retry(() => create()));
    process.exitCode = 7;`;
  const begun = async (atLeast: number): Promise<string> => {
    const file = path.join(scripts.shop.folder, 'count');
    await until(() => existsSync(file) && saidCount()[0] >= atLeast, `${atLeast} points`);
    return saidCount()[1];
  };
  const killWorker = async (dir: string): Promise<ProcessRecord> => {
    const record = processOf(dir);
    process.kill(record.worker.pid, 'SIGKILL');
    await until(() => !isAlive(record.worker.pid), 'the kill');
    return record;
  };

  it('finds the endpoint again where it was, and all of its runs', async () => {
    const { dir, id } = await scripts.shop.launch(request(steady));
    const second = await begun(5);
    const { endpoint, worker } = await killWorker(dir);
    const { recovered } = await recoverFolder(layout(), scripts.shop.host);
    assert.deepEqual(recovered, [{ id, outcome: 'adopted' }], 'the second run comes with the first');
    await until(() => processOf(dir).worker.pid !== worker.pid, 'the new worker');
    const { pid } = processOf(dir).worker;
    await until(() => processOf(runDir(layout(), second)).worker.pid === pid, 'its hold on the second run');
    const [count] = saidCount();
    await begun(count + 5);
    assert.deepEqual(processOf(dir).endpoint, endpoint);
    writeFileSync(path.join(scripts.shop.folder, 'go'), '');
    const recorded = await scripts.shop.ended(dir);
    assert.equal(processOf(dir).endpoint, undefined, 'gone with the run');
    const [total] = saidCount();
    const steps = Array.from({ length: total }, (_, step) => step);
    assert.deepEqual(
      recorded.points.get('a')?.map(([step]) => step),
      steps,
    );
    assert.deepEqual([...openSeries(runPaths(runDir(layout(), second)).metrics).read('b').steps], steps);
    assert.deepEqual([recorded.ended.status, recorded.ended.exitCode], ['failed', 7]);
    assert.notEqual(said('third'), id, 'the launched run is adopted once');
    for (const state of others(id))
      assert.deepEqual([state.ended?.status, state.ended?.reason], ['failed', 'exit 7']);
    assert.equal(others(id).length, 2);
  });

  it('has all of its runs closed when it died too', async () => {
    const { dir, id } = await scripts.shop.launch(request(steady));
    const second = await begun(3);
    const { child } = await killWorker(dir);
    process.kill(-(child?.pid ?? 0), 'SIGKILL');
    await until(() => !isAlive(child?.pid ?? 0), 'the script');
    await recoverFolder(layout(), scripts.shop.host);
    const recorded = await scripts.shop.ended(dir);
    assert.equal(recorded.ended.status, 'interrupted');
    assert.equal(stateOf(second).ended?.status, 'interrupted');
    assert.deepEqual(others(id).length, 1);
  });
});
