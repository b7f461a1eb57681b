/** Every question to `search_runs` is answered as MLflow's own server answers it: the same runs, asked the same, on both. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as z from 'zod';
import { mlflowServer } from '../bench/mlflowServers.ts';
import { newFolder, useAddress, useServer } from './mlflowScripts.ts';

const answers = z.record(z.string(), z.unknown());

const active = ['ida', 'gus', 'fay', 'eve', 'dee', 'cyd', 'ada'];
const refused = 'INVALID_PARAMETER_VALUE';

/** Where Cairn's one parser answers on purpose what MLflow refuses, or refuses what MLflow makes something of. */
const ours: readonly (readonly [question: string, answer: unknown])[] = [
  ['filter  ', [active, false]],
  ['filter metrics.a/b = 1', [['dee'], false]],
  ['filter params.depth = 6', [['dee', 'ada'], false]],
  ['filter params.model = gbm', [['fay', 'ada'], false]],
  ['filter metrics.auc == 0.9', [['fay', 'ada'], false]],
  ['filter metrics.auc = NaN', [['cyd'], false]],
  ['filter metrics.auc > +0.5', [['fay', 'dee', 'ada'], false]],
  ["filter status IN ('FAILED', 'KILLED')", [['dee', 'cyd'], false]],
  ["filter run_name IN ('ada', 'cyd')", [['cyd', 'ada'], false]],
  ["filter run_name NOT IN ('ada')", [active.slice(0, -1), false]],
  // A word alone is looked for in names.
  ['filter XYZZY', [[], false]],
  // Half a filter finds nothing, rather than what only its first half means.
  ['filter metrics.auc > 0.8 AND', refused],
  ["filter run_id IN ('ada', )", refused],
  ['order metrics.', refused],
  ['order metrics., all', refused],
  // Where artifacts lie follows from the run's id.
  ["filter artifact_uri LIKE '%ada%'", refused],
  ['order artifact_uri', refused],
  ['order artifact_uri, all', refused],
  ['order `Run Name`', [['ada', 'cyd', 'dee', 'eve', 'fay', 'gus', 'ida'], false]],
  ['order `Run Name`, all', [['ada', 'bob', 'cyd', 'dee', 'eve', 'fay', 'gus', 'hal', 'ida'], false]],
  // MLflow's store has no infinity and keeps the largest number instead.
  ['the infinities of dee and eve', ['inf', '-inf']],
];

describe('the search of the MLflow client', () => {
  it('gives what MLflow’s own server gives', async function () {
    // It takes some seconds to start, and many times as long where other tests run beside it.
    this.timeout(900_000);
    const server = await mlflowServer(undefined, ['--workers', '1']);
    assert.ok(server, 'MLflow’s server is installed with its client');
    const folder = await newFolder();
    try {
      const [here, there] = await Promise.all([
        useServer(folder, 'search.py'),
        useAddress(server.uri, folder, 'search.py'),
      ]);
      assert.equal(there.code, 0, there.output);
      assert.equal(here.code, 0, here.output);
      const known = answers.parse(there.result);
      for (const [question, answer] of ours) {
        assert.ok(question in known, `“${question}” was not asked`);
        assert.notDeepEqual(known[question], answer, `${question}: this is no difference any more`);
        known[question] = answer;
      }
      assert.ok(Object.keys(known).length > 250);
      assert.deepEqual(answers.parse(here.result), known);
    } finally {
      await server.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
