/** A run tells with `cairn.log_predictions` which rows of its predictions count and how much: nobody needs to say it again. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fairnessReport } from '../../../src/protocol/fairnessReport.ts';
import { root } from '../../../tools/toolchain.mjs';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const script = `import sys
sys.path.insert(0, ${JSON.stringify(path.join(root, 'python'))})
import cairn
rows = ["person,sex,fold,w,y,p"]
for at in range(400):
    rows.append(f"{at},{'fm'[at % 2]},{'test' if at < 300 else 'train'},{2 if at % 4 == 0 else 1},{at // 2 % 2},{at // 4 % 2}")
with open("predictions.csv", "w") as file:
    file.write("\\n".join(rows) + "\\n")
cairn.log_predictions("predictions.csv", label="y", prediction="p", groups=["sex"], weight="w", id="person", split={"fold": "test"})
`;

describe('cairn fairness of what a run told', function () {
  this.timeout(120_000);
  let folder = '';

  before(async () => {
    folder = await workFolder();
    writeFileSync(path.join(folder, 'judge.py'), script);
    const people = Array.from({ length: 400 }, (_, at) => `${String(at)},${'abc'[at % 3] ?? ''}`);
    writeFileSync(path.join(folder, 'people.csv'), ['person,region', ...people].join('\n'));
    const { code, stderr } = await cairn(folder, 'run', '--name', 'judged', '--', 'python3', 'judge.py');
    assert.equal(code, 0, stderr);
  });
  after(removeWorkFolders);

  const report = async (...words: string[]) =>
    fairnessReport.parse(await cairnJson(folder, 'fairness', ...words));

  it('counts the rows of its split, by their weights', async () => {
    const { n, weighted, overall } = await report();
    assert.deepEqual([n, weighted], [300, true]);
    const { tp = 0, fp = 0, tn = 0, fn = 0 } = overall;
    assert.equal(tp + fp + tn + fn, 300 + 75);
  });

  it('leaves another split to whoever asks', async () => {
    assert.equal((await report('--split', 'fold=train')).n, 100);
  });

  it('looks groups up by its id', async () => {
    const { slices } = await report('--join', 'people.csv', '--join-group', 'region', '--cross', '1');
    assert.deepEqual(
      slices.map(({ slice }) => Object.values(slice)[0]),
      ['f', 'm', 'a', 'b', 'c'],
    );
  });
});
