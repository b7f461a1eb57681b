/** What a person filters by, in the words of an MLflow server; what it has no words for is said. */
import assert from 'node:assert/strict';
import { mlflowFilter } from '../../../../src/runs/filter/mlflowFilter.ts';

describe('a filter for an MLflow server', () => {
  const table: readonly (readonly [ours: string, theirs: string])[] = [
    ['', ''],
    ['metrics.val_auc > 0.9 and params.model = "gbm"', "metrics.val_auc > 0.9 AND params.model = 'gbm'"],
    ['metrics.`val loss/x` <= -1e-9', 'metrics.`val loss/x` <= -1e-9'],
    ['params.a.b != "it\'s"', 'params.`a.b` != "it\'s"'],
    ['(tags.stage LIKE "pr%" and user = "ana")', "tags.stage LIKE 'pr%' AND attributes.user_id = 'ana'"],
    ['status = "stopped"', "attributes.status = 'KILLED'"],
    ['run_id in ("a", "b")', "attributes.run_id IN ('a', 'b')"],
    ['heron', "attributes.run_name ILIKE '%heron%'"],
    ['start_time > 1763000000000', 'attributes.start_time > 1763000000000'],
  ];
  for (const [ours, theirs] of table) it(`says ${ours}`, () => assert.equal(mlflowFilter(ours), theirs));

  const refused: readonly (readonly [filter: string, sentence: RegExp])[] = [
    ['metrics.a > 1 or metrics.b > 1', /“or”/],
    ['not metrics.a > 1', /“not”/],
    ['script = "train.py"', /“script”/],
    ['duration > 5', /“duration”/],
    ['status = "interrupted"', /“interrupted”/],
    ['params.a = "both \' and \\""', /both kinds of quotes/],
    ['metrics.', /./],
  ];
  for (const [filter, sentence] of refused)
    it(`refuses ${filter}`, () =>
      assert.throws(() => mlflowFilter(filter), { code: 'filter', message: sentence }));
});
