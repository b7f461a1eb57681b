/** ROC and precision–recall come to what scikit-learn makes of the same labels and scores. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { readScores } from '../../src/runs/analysis/readScores.ts';
import { scoreCurve } from '../../src/runs/analysis/scoreCurve.ts';

const python = process.env['CAIRN_PYTHON'] ?? 'python3';
/** Many ties, few ties, few positives; scores rounded so that CSV loses nothing. */
const script = `
import json, numpy as np
from sklearn.metrics import roc_auc_score, average_precision_score
cases = []
for seed, n, share, digits in [(1, 400, 0.5, 1), (2, 3000, 0.1, 6), (3, 50, 0.04, 2), (4, 200, 0.9, 0)]:
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < share).astype(int)
    y[:2] = [0, 1]
    p = np.round(rng.normal(size=n) + y, digits)
    rows = "".join(f"{a},{b!r}\\n" for a, b in zip(y.tolist(), p.tolist()))
    cases.append(dict(csv="y,p\\n" + rows, auc=roc_auc_score(y, p), ap=average_precision_score(y, p)))
print(json.dumps(cases))
`;
const answer = z.array(z.object({ csv: z.string(), auc: z.number(), ap: z.number() })).length(4);

describe('curves of predictions', () => {
  it('have the areas that scikit-learn computes', async function () {
    this.timeout(300_000);
    const { stdout } = await promisify(execFile)(python, ['-c', script], { maxBuffer: 10_000_000 });
    for (const { csv, auc, ap } of answer.parse(JSON.parse(stdout))) {
      const columns = { path: 'p.csv', label: 'y', score: 'p' };
      const { positives, negatives } = await readScores(csv, columns, () => Promise.resolve());
      const found = scoreCurve(positives, negatives);
      assert.ok(Math.abs(found.auc - auc) < 1e-12, `${String(found.auc)} is not ${String(auc)}`);
      assert.ok(
        Math.abs(found.averagePrecision - ap) < 1e-12,
        `${String(found.averagePrecision)} is not ${String(ap)}`,
      );
    }
  });
});
