/** Differences of two models held against scipy, scikit-learn, Fairlearn and row-by-row numpy, on pairs of generated predictions. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { openDataProcess, type DataProcess } from '../../src/data/dataProcess.ts';
import { comparison } from '../../src/fairness/comparison.ts';
import { defaultSettings } from '../../src/fairness/fairnessReport.ts';
import type { FairnessComparison, RateChange } from '../../src/protocol/fairnessComparison.ts';
import { measureNames } from '../../src/records/fairnessNames.ts';
import { node24, root } from '../../tools/toolchain.mjs';

const exec = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';

const change = z.object({ value: z.number(), low: z.number(), high: z.number() });
const changes = z.partialRecord(z.enum(measureNames), change);
const files = z.object({ own: z.string(), other: z.string(), overall: changes });
const told = z.object({
  binary: z.array(
    files.extend({
      ...{ here: z.number(), there: z.number(), rows: z.number() },
      slices: z.record(z.string(), changes),
      gaps: z.record(z.string(), z.tuple([z.number(), z.number()])),
      drawn: change.nullable(),
    }),
  ),
  regression: z.array(files),
  classes: z.array(files),
});

describe('two models, beside scipy and scikit-learn', function () {
  this.timeout(600_000);
  let folder = '';
  let peers: z.infer<typeof told>;
  let data: DataProcess;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'versus-'));
    const script = path.join(import.meta.dirname, 'fairness', 'versus.py');
    const { stdout } = await exec(python, [script, folder], { maxBuffer: 2 ** 28 });
    peers = told.parse(JSON.parse(stdout));
    data = openDataProcess({
      execPath: node24(),
      program: path.join(root, 'out', 'data.js'),
      env: process.env,
      log: () => undefined,
    });
  });
  after(async () => {
    data.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const compare = async (
    pair: { own: string; other: string },
    [own, other]: readonly [columns: object, columns: object],
    specs?: Parameters<typeof comparison>[2]['specs'],
  ): Promise<FairnessComparison> => {
    const query = (file: string, columns: object) => ({
      ...{ files: [path.join(folder, file)], label: 'y', groups: [{ column: 'g' }], cross: 1, ...columns },
    });
    const counts = await data.fairness(query(pair.own, own));
    const versus = await data.versus({
      own: query(pair.own, own),
      other: query(pair.other, other),
      thresholds: counts.scores?.thresholds ?? [],
    });
    const settings = { ...defaultSettings, minSize: 1, ...(specs && { specs }) };
    return comparison(counts, versus, settings, 'other');
  };
  const near = (a: number | null | undefined, b: number, by: number) => Math.abs((a ?? NaN) - b) <= by;
  function assertSame(
    found: RateChange | undefined,
    expected: z.infer<typeof change>,
    where: string,
    by = 1e-9,
  ) {
    for (const key of ['value', 'low', 'high'] as const)
      assert.ok(
        near(found?.[key], expected[key], by),
        `${where} ${key}: ${String(found?.[key])} and ${String(expected[key])}`,
      );
  }

  it('agree on differences of rates and areas, and on their paired intervals', async () => {
    let compared = 0;
    for (const pair of peers.binary) {
      const score = (threshold: number) => ({ score: 's', threshold });
      const found = await compare(pair, [score(pair.here), score(pair.there)]);
      assert.deepEqual(
        [found.pairing.by, found.pairing.column, found.pairing.pairs],
        ['id', 'row_id', pair.rows],
      );
      for (const [key, expected] of [['', pair.overall] as const, ...Object.entries(pair.slices)]) {
        const slice = key === '' ? found.overall : found.slices.find((one) => one.slice['g'] === key);
        for (const measure of measureNames) {
          const peer = expected[measure];
          if (peer === undefined) continue;
          assertSame(slice?.changes[measure], peer, `${pair.own} ${key} ${measure}`);
          compared += 1;
        }
      }
    }
    assert.ok(compared > 1000);
  });

  it('agree on the gaps of both, and on how sure their change is', async () => {
    const fnr = { metric: 'fnr', kind: 'difference', against: 'groups' } as const;
    for (const pair of peers.binary) {
      const metrics = ['demographicParity', 'equalizedOdds', 'equalOpportunity'] as const;
      const found = await compare(
        pair,
        [
          { score: 's', threshold: pair.here },
          { score: 's', threshold: pair.there },
        ],
        [...metrics.map((metric) => ({ ...fnr, metric })), fnr],
      );
      for (const metric of metrics) {
        const gap = found.aggregates.find((one) => one.metric === metric);
        const [own = NaN, other = NaN] = pair.gaps[metric] ?? [];
        assert.ok(near(gap?.value, own, 1e-12) && near(gap?.other, other, 1e-12), `${pair.own} ${metric}`);
        assert.ok(near(gap?.change, own - other, 1e-12));
      }
      if (pair.drawn === null) continue;
      const gap = found.aggregates.find(({ metric }) => metric === 'fnr');
      // Both are drawn: a limit is known to a few per cent of the width.
      const by = 0.12 * (pair.drawn.high - pair.drawn.low);
      assert.ok(near(gap?.change, pair.drawn.value, 1e-12));
      for (const key of ['low', 'high'] as const)
        assert.ok(near(gap?.[key], pair.drawn[key], by), `${pair.own} ${key} ${String(gap?.[key])}`);
    }
  });

  it('agree with the paired t-test on errors of a regression', async () => {
    for (const pair of peers.regression) {
      const { overall, pairing } = await compare(pair, [{ prediction: 'p' }, { prediction: 'p' }]);
      assert.equal(pairing.by, 'position');
      assertSame(overall.changes.meanError, expectedOf(pair, 'meanError'), pair.own);
      const absolute = overall.changes.meanAbsoluteError;
      assertSame(absolute, expectedOf(pair, 'meanAbsoluteError'), `${pair.own} absolute`);
    }
  });

  it('agree on macro averages of several classes', async () => {
    for (const pair of peers.classes) {
      const { overall } = await compare(pair, [{ prediction: 'p' }, { prediction: 'p' }]);
      for (const measure of ['precision', 'tpr', 'f1'] as const) {
        const expected = expectedOf(pair, measure);
        const found = overall.changes[measure];
        assert.ok(near(found?.value, expected.value, 1e-12));
        const by = 0.2 * (expected.high - expected.low);
        assertSame(found, expected, `${pair.own} ${measure}`, by);
      }
    }
  });

  function expectedOf({ overall }: z.infer<typeof files>, measure: (typeof measureNames)[number]) {
    const found = overall[measure];
    assert.ok(found);
    return found;
  }
});
