/** What `cairn fairness --keep` leaves with runs and model versions, as the command line itself tells it afterwards. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fairnessReport } from '../../../src/protocol/fairnessReport.ts';
import { keptFairness, type KeptFairness } from '../../../src/protocol/keptFairness.ts';
import { lsResult, runDetail, type RunShape } from '../../../src/protocol/runShape.ts';
import { modelDetail } from '../../../src/protocol/modelShape.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

/** Of the women who repay, every `refused`th is refused; of the men every tenth. */
const script = `import json, os, sys
refused, said = int(sys.argv[1]), sys.argv[2:]
rows = ["sex,age,repaid,approved,score"]
for at in range(800):
    sex, repaid = ("F", "M")[at % 2], (at // 2) % 2
    wrongly = (at // 4) % (refused if sex == "F" else 10) == 0
    approved = repaid if not wrongly else 0
    rows.append(f"{sex},{20 + at % 45},{repaid},{approved},{0.7 if approved else 0.2}")
def write(name, text):
    with open(os.path.join(os.environ["CAIRN_ARTIFACTS"], name), "w") as file:
        file.write(text)
write("predictions.csv", "\\n".join(rows) + "\\n")
write("model.bin", f"weights {refused}")
lines = [{"predictions": "predictions.csv", "label": "repaid", "prediction": "approved", "score": "score", "groups": ["sex", "age"]},
         {"artifact": "model.bin", "kind": "model"}]
if "twice" in said:
    write("more.csv", "\\n".join(rows) + "\\n")
    lines.append({**lines[0], "predictions": "more.csv"})
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    inbox.writelines(json.dumps({**line, **({"predictions": os.path.join(os.environ["CAIRN_ARTIFACTS"], line["predictions"])} if "predictions" in line else {"artifact": os.path.join(os.environ["CAIRN_ARTIFACTS"], line["artifact"])})}) + "\\n" for line in lines)
`;
/** Makes the model that the other script judges. */
const maker = `import os, sys
with open(os.path.join(os.environ["CAIRN_ARTIFACTS"], "weights.bin"), "w") as file:
    file.write(f"weights {sys.argv[1]}")
`;
const limits = 'fairness:\n  attributes: [sex]\n  limits:\n    - { metric: fnr, difference: 0.1 }\n';

describe('a fairness report that is kept', function () {
  this.timeout(120_000);
  let folder = '';
  const run = async (name: string, ...words: string[]) => {
    const { code, stderr } = await cairn(folder, 'run', '--name', name, '--', 'python3', ...words);
    assert.equal(code, 0, stderr);
  };
  const shown = async (name: string) => runDetail.parse(await cairnJson(folder, 'show', name));
  const rows = async (): Promise<Map<string, RunShape['fairness']>> => {
    const { runs } = lsResult.parse(await cairnJson(folder, 'ls'));
    return new Map(runs.map(({ name, fairness }) => [name, fairness]));
  };
  const keptOf = async (name: string): Promise<KeptFairness> => {
    const { id } = await shown(name);
    const place = path.join(folder, '.cairn', 'runs', id, 'fairness');
    const [file = '', ...others] = readdirSync(place);
    assert.deepEqual(others, []);
    return keptFairness.parse(JSON.parse(readFileSync(path.join(place, file), 'utf8')));
  };
  const version = async (word: string) =>
    modelDetail.parse(await cairnJson(folder, 'models', 'show', word)).shown;

  before(async () => {
    folder = await workFolder();
    writeFileSync(path.join(folder, 'judge.py'), script);
    writeFileSync(path.join(folder, 'train.py'), maker);
    await run('maker', 'train.py', '3');
    await run('judged', 'judge.py', '3');
    writeFileSync(path.join(folder, '.cairn', 'config.yaml'), limits);
  });
  after(removeWorkFolders);

  it('is of the newest run that named predictions, with the columns that it told', async () => {
    const { code, stdout, stderr } = await cairn(folder, 'fairness', '--policy', '--keep');
    assert.equal(code, 1);
    assert.match(stdout, /policy: exceeds/);
    assert.match(stderr, /judging .*predictions\.csv of judged/);
    const { run: of, predictions, models, query, policy, report, script: by } = await keptOf('judged');
    const bytes = readFileSync(path.join(folder, '.cairn', 'runs', of.id, 'artifacts', 'predictions.csv'));
    assert.deepEqual(predictions, {
      path: 'predictions.csv',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
    });
    assert.deepEqual(models, [createHash('sha256').update('weights 3').digest('hex')]);
    assert.equal(by?.sha256, createHash('sha256').update(script).digest('hex'));
    assert.deepEqual(policy?.limits, [{ metric: 'fnr', difference: 0.1 }]);
    // Ages are many: they are cut until somebody says how.
    assert.deepEqual(query.groups, [
      { column: 'sex' },
      { column: 'age', bins: { kind: 'quantile', count: 4 } },
    ]);
    assert.deepEqual([report.n, report.policy?.verdict, query.cross], [800, 'exceeds', 2]);
  });

  it('gives its verdict to that run and to the run that made the model', async () => {
    const found = await rows();
    const id = (await shown('judged')).id;
    const says =
      /^FNR difference by sex: 0\.23\d* \[.*\], exceeds the limit of 0\.1: sex = F against sex = M\.$/;
    for (const [name, of] of [
      ['judged', null],
      ['maker', id],
    ] as const) {
      const stand = found.get(name);
      assert.deepEqual([stand?.verdict, stand?.isStale, stand?.run], ['exceeds', false, of]);
      assert.match(stand?.says ?? '', says);
    }
  });

  it('has the same digits when it is made again, also from its own columns', async () => {
    const before = await keptOf('judged');
    await cairn(folder, 'fairness', '--keep', '--run', 'judged');
    const after = await keptOf('judged');
    assert.ok(after.made > before.made);
    assert.deepEqual({ ...after, made: 0 }, { ...before, made: 0 });
    const again = fairnessReport.parse(
      await cairnJson(folder, 'fairness', '--run', 'judged', '--columns', JSON.stringify(before.query)),
    );
    assert.deepEqual(again, { ...before.report, policy: null });
  });

  it('goes with a version that is registered of either run, and stays when both are gone', async () => {
    await cairn(folder, 'models', 'register', 'maker', 'credit', '--artifact', 'weights.bin');
    await cairn(folder, 'models', 'register', 'judged', 'credit');
    for (const word of ['credit/1', 'credit/2']) {
      const found = await version(word);
      assert.equal(found?.fairness?.verdict, 'exceeds');
      assert.deepEqual(
        found.judged?.limits.map(({ attribute, metric, kind, verdict }) => [
          attribute,
          metric,
          kind,
          verdict,
        ]),
        [['sex', 'fnr', 'difference', 'exceeds']],
      );
      const file = path.join(folder, '.cairn', 'models', found.judged.report ?? '');
      const text = readFileSync(file, 'utf8');
      assert.deepEqual(keptFairness.parse(JSON.parse(text)).report, (await keptOf('judged')).report);
      const yaml = readFileSync(path.join(folder, '.cairn', 'models', 'credit.yaml'), 'utf8');
      assert.ok(yaml.includes(createHash('sha256').update(text).digest('hex')));
    }
  });

  it('goes with versions that were registered before it was made', async () => {
    await run('better', 'judge.py', '10');
    await cairn(folder, 'models', 'register', 'better', 'fair');
    assert.equal((await version('fair'))?.judged, null);
    const { code } = await cairn(folder, 'fairness', '--policy', '--keep');
    assert.equal(code, 0);
    const found = await version('fair');
    assert.deepEqual([found?.fairness?.verdict, found?.judged?.runName], ['within', 'better']);
    assert.equal((await version('credit/1'))?.fairness?.verdict, 'exceeds');
  });

  it('goes with no version where a line in the edits says something else than the numbers', async () => {
    await run('edited', 'judge.py', '3');
    await cairn(folder, 'fairness', '--keep');
    const { id } = await shown('edited');
    const edits = path.join(folder, '.cairn', 'runs', id, 'edits.jsonl');
    writeFileSync(edits, readFileSync(edits, 'utf8').replace('"exceeds"', '"within"'));
    assert.equal((await rows()).get('edited')?.verdict, 'within');
    await cairn(folder, 'models', 'register', 'edited', 'edited');
    assert.deepEqual([(await version('edited'))?.fairness, (await version('edited'))?.judged], [null, null]);
  });

  it('is stale once other limits are asked', async () => {
    writeFileSync(path.join(folder, '.cairn', 'config.yaml'), limits.replace('0.1', '0.2'));
    assert.deepEqual(
      [(await rows()).get('better')?.isStale, (await version('fair'))?.fairness?.isStale],
      [true, true],
    );
    assert.deepEqual(
      (await version('fair'))?.stale.map(({ what }) => what),
      ['fairness'],
    );
    writeFileSync(path.join(folder, '.cairn', 'config.yaml'), limits);
    assert.equal((await rows()).get('better')?.isStale, false);
  });

  const refusals: readonly (readonly [what: string, words: readonly string[], says: RegExp])[] = [
    ['a run without predictions', ['--run', 'maker'], /The run maker named no predictions\./],
    ['a run that is not there', ['--run', 'nobody'], /There is no run “nobody”/],
    [
      'a file that no run named',
      ['judge.py', '--label', 'y', '--prediction', 'p', '--group', 'g', '--keep'],
      /No run named these predictions/,
    ],
    [
      'columns that are none',
      ['--run', 'judged', '--columns', '{"label":1}'],
      /--columns is not what a kept report/,
    ],
  ];
  for (const [what, words, says] of refusals)
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await cairn(folder, 'fairness', ...words);
      assert.equal(code, 2);
      assert.match(stderr, says);
    });

  it('asks which predictions are meant when a run named several', async () => {
    await run('several', 'judge.py', '3', 'twice');
    const { code, stderr } = await cairn(folder, 'fairness', '--keep');
    assert.equal(code, 2);
    assert.match(
      stderr,
      /The run several named several predictions: .*predictions\.csv, .*more\.csv Name one/,
    );
    const { id } = await shown('several');
    const second = path.join(folder, '.cairn', 'runs', id, 'artifacts', 'more.csv');
    assert.ok(stderr.includes(second));
    assert.equal((await cairn(folder, 'fairness', '--keep', second)).code, 0);
    const { fairnessReports } = await shown('several');
    assert.deepEqual(
      fairnessReports.map(({ file }) => file),
      ['more.csv'],
    );
  });
});
