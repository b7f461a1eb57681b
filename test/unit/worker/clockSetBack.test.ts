/** A clock that is set back while a script runs: durations stay true, and points stay in their order. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { identityOf } from '../../../src/runs/processes.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { forwardClock } from '../../../src/worker/history.ts';
import { watchChild } from '../../../src/worker/watchChild.ts';
import { Workshop } from './recording.ts';

describe('the clock of a recorder', () => {
  const cases: readonly {
    readonly title: string;
    /** [wall clock, clock that nobody can set], ms, one pair for each look. */
    readonly looks: readonly (readonly [number, number])[];
    readonly from?: number;
    readonly expected: readonly number[];
  }[] = [
    {
      title: 'tells the time',
      looks: [
        [1000, 0],
        [1500, 400],
        [9000, 500],
      ],
      expected: [1000, 1500, 9000],
    },
    {
      title: 'goes on by the time that passes when it is set back',
      looks: [
        [10_000, 0],
        [4000, 100.6],
        [4050, 150.6],
        [4500, 600.2],
      ],
      expected: [10_000, 10_100, 10_150, 10_600],
    },
    {
      title: 'tells the time again once that has caught up',
      looks: [
        [10_000, 0],
        [9990, 5],
        [10_020, 30],
        [10_030, 40],
      ],
      expected: [10_000, 10_005, 10_020, 10_030],
    },
    {
      title: 'can be set back twice',
      looks: [
        [10_000, 0],
        [5000, 100],
        [1000, 200],
      ],
      expected: [10_000, 10_100, 10_200],
    },
    {
      title: 'begins no earlier than what was recorded before',
      looks: [
        [1000, 50],
        [1100, 150],
      ],
      from: 7000,
      expected: [7050, 7150],
    },
  ];
  for (const { title, looks, from, expected } of cases) {
    it(title, () => {
      let now: readonly [number, number] = [0, 0];
      const clock = forwardClock({ now: () => now[0] }, from, () => now[1]);
      const told = looks.map((look) => {
        now = look;
        return clock.now();
      });
      assert.deepEqual(told, expected);
    });
  }
});

describe('a script that was adopted', () => {
  it('did not end before it was last seen alive, whatever its exit file says', async () => {
    const script = spawn('sleep', ['0.3']);
    const identity = await identityOf(script.pid ?? 0);
    assert.ok(identity);
    const began = Date.now();
    const clock = { now: () => Date.now() };
    const exitOf = () => ({ at: began - 3_600_000, code: 4 });
    const exit = await watchChild({ identity, leadsGroup: false, clock, exitOf }).exited;
    assert.equal(exit.code, 4);
    assert.ok(exit.at >= began);
  });
});

describe('a run during which the clock was set back', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  it('took as long as it took, and its points have times that go on', async () => {
    const flag = path.join(shop.folder, 'back');
    // The worker as it is, in a process whose clock is set back by an hour once the flag is there.
    const workerPath = shop.file(
      'worker.cjs',
      `const fs = require('node:fs'); const now = Date.now;
       Date.now = () => now() - (fs.existsSync(${JSON.stringify(flag)}) ? 3600000 : 0);
       require(${JSON.stringify(shop.host.workerPath)});`,
    );
    shop.host = { ...shop.host, workerPath };
    const { dir } = await shop.launch({
      sh: `say() { echo "{\\"metrics\\": {\\"m\\": $1}}" >> "$CAIRN_INBOX"; sleep 0.2; }
           say 1; touch back; say 2; say 3; say 4`,
    });
    const run = await shop.ended(dir);
    const took = run.ended.t - (run.of('started')[0]?.t ?? NaN);
    assert.ok(took >= 800 && took < 60_000, `it took ${took} ms`);
    const { times } = openSeries(run.paths.metrics).read('m');
    const gaps = [...times].slice(1).map((time, index) => time - (times[index] ?? NaN));
    assert.equal(gaps.length, 3);
    assert.ok(
      gaps.every((gap) => gap > 50 && gap < 60_000),
      gaps.join(),
    );
  });
});
