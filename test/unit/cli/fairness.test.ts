import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fairnessReport } from '../../../src/protocol/fairnessReport.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

/** Of 200 women half as many are accepted as of 200 men. */
function applicants(): string {
  const lines = ['id,approved,said,p,sex,age'];
  for (let at = 0; at < 400; at++) {
    const sex = at < 200 ? 'f' : 'm';
    const approved = at % 2;
    const said = approved === 1 && (sex === 'm' || at % 4 === 1) ? 1 : 0;
    lines.push([at, approved, said, said === 1 ? 0.75 : 0.25, sex, 20 + (at % 50)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

describe('cairn fairness', function () {
  this.timeout(60_000);
  let folder = '';
  const base = ['fairness', 'p.csv', '--label', 'approved', '--group', 'sex'];
  const said = [...base, '--prediction', 'said'];
  const config = (text: string) => {
    mkdirSync(path.join(folder, '.cairn'), { recursive: true });
    writeFileSync(path.join(folder, '.cairn', 'config.yaml'), text);
  };

  before(async () => {
    folder = await workFolder();
    writeFileSync(path.join(folder, 'p.csv'), applicants());
  });
  after(removeWorkFolders);

  it('prints the report as JSON', async () => {
    const report = fairnessReport.parse(await cairnJson(folder, ...said));
    assert.deepEqual([report.n, report.classes, report.policy], [400, ['0', '1'], null]);
    const [women, men] = report.slices;
    assert.deepEqual(
      [women?.slice, women?.n, women?.tp, women?.fp, women?.tn, women?.fn, women?.suppressed],
      [{ sex: 'f' }, 200, 50, 0, 100, 50, false],
    );
    const { tpr } = women?.rates ?? {};
    assert.deepEqual([tpr?.value, tpr?.n, men?.rates.tpr?.value], [0.5, 100, 1]);
    assert.ok((tpr?.low ?? 1) < 0.41 && (tpr?.high ?? 0) > 0.59);
    const parity = report.aggregates.find(
      ({ metric, kind }) => metric === 'equalOpportunity' && kind === 'difference',
    );
    assert.deepEqual(
      [parity?.attribute, parity?.value, parity?.slices],
      ['sex', 0.5, [{ sex: 'm' }, { sex: 'f' }]],
    );
  });

  it('says undefined values with a why', async () => {
    writeFileSync(path.join(folder, 'one.csv'), 'y,p,g\n0,1,a\n0,0,a\n0,0,b\n');
    const report = fairnessReport.parse(
      await cairnJson(folder, 'fairness', 'one.csv', '--label', 'y', '--prediction', 'p', '--group', 'g'),
    );
    assert.deepEqual(report.overall.rates.tpr, {
      value: null,
      low: null,
      high: null,
      n: 0,
      why: 'no positives',
    });
    assert.ok(report.slices.every(({ suppressed }) => suppressed));
    assert.ok(report.aggregates.every(({ value, why }) => value === null && why !== undefined && why !== ''));
  });

  it('takes scores and a threshold, crossings and bins', async () => {
    const report = fairnessReport.parse(
      await cairnJson(
        folder,
        ...base,
        '--score',
        'p',
        '--threshold',
        '0.5',
        '--group',
        'age',
        '--bins',
        'age=30,50',
        '--cross',
        '2',
        '--worst',
        'fnr',
      ),
    );
    assert.deepEqual([report.threshold, report.slices.length], [0.5, 2 + 3 + 6]);
    assert.equal(report.overall.rates.auc?.value, 0.875);
    assert.ok(
      report.worst && report.worst.looked > 5 && report.worst.found.some(({ slice }) => slice['sex'] === 'f'),
    );
    assert.deepEqual(
      [...new Set(report.aggregates.map(({ attribute }) => attribute))],
      ['sex', 'age', 'sex × age'],
    );
  });

  it('prints a sentence and tables for people', async () => {
    const { code, stdout } = await cairn(folder, ...said);
    assert.equal(code, 0);
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /^400 rows · favourable: 1 · smallest slice: 30$/);
    assert.match(
      lines[2] ?? '',
      /^sex = f: 50\.0.% of the positives are wrongly refused, of sex = m: 0\.0.% \(/,
    );
    assert.match(stdout, /^slice +n +base rate +selection rate +TPR +FPR +precision +accuracy$/m);
    assert.match(stdout, /^sex = f +200 +0\.5 +0\.25 \[0\.195, 0\.314\]/m);
    assert.match(stdout, /^sex +equal opportunity difference +0\.5 \[.*\] +sex = m against sex = f$/m);
  });

  it('gives the same digits each time', async () => {
    assert.deepEqual(await cairnJson(folder, ...said), await cairnJson(folder, ...said));
  });

  const policies: readonly (readonly [name: string, yaml: string, code: number, verdict: string])[] = [
    ['holds', 'fairness:\n  limits:\n    - metric: equalOpportunity\n      difference: 0.6\n', 0, 'within'],
    [
      'does not hold',
      'fairness:\n  limits:\n    - metric: equalOpportunity\n      difference: 0.1\n',
      1,
      'exceeds',
    ],
    [
      'lacks data',
      'fairness:\n  minSize: 300\n  limits:\n    - metric: equalOpportunity\n      difference: 0.6\n',
      1,
      'notEnough',
    ],
    [
      'does not hold, but has an exception',
      'fairness:\n  limits: [{ metric: equalOpportunity, difference: 0.1 }]\n  exceptions:\n    - { metric: equalOpportunity, attribute: sex, by: ada, until: 2999-01-01, why: being mended }\n',
      0,
      'within',
    ],
    [
      'has an exception that ended',
      'fairness:\n  limits: [{ metric: equalOpportunity, difference: 0.1 }]\n  exceptions:\n    - { metric: equalOpportunity, attribute: sex, by: ada, until: 2020-01-01, why: being mended }\n',
      1,
      'exceeds',
    ],
  ];
  for (const [name, yaml, code, verdict] of policies)
    it(`exits ${String(code)} where the policy ${name}`, async () => {
      config(yaml);
      const answer = await cairn(folder, ...said, '--policy', '--json');
      assert.equal(answer.code, code, answer.stderr);
      assert.equal(fairnessReport.parse(JSON.parse(answer.stdout)).policy?.verdict, verdict);
      const shown = await cairn(folder, ...said, '--policy');
      assert.match(shown.stdout, /^policy: (within limits|exceeds|not enough data)$/m);
      assert.match(shown.stdout, /^ {2}equal opportunity difference by sex: /m);
      const remedy =
        /^So that the equal opportunity difference by sex is at most 0\.1, the model has to change/m;
      // Also what somebody granted is still to be mended.
      assert.equal(remedy.test(shown.stdout), / exceeds the limit/.test(shown.stdout), shown.stdout);
    });

  it('takes groups, crossings and the favourable label from the policy', async () => {
    config(
      'fairness:\n  favourable: 0\n  attributes: [sex, [sex, age]]\n  minSize: 2\n  limits: [{ metric: fpr, difference: 1 }]\n',
    );
    const words = ['fairness', 'p.csv', '--label', 'approved', '--prediction', 'said', '--policy', '--json'];
    const { code, stdout } = await cairn(folder, ...words);
    assert.equal(code, 0);
    const report = fairnessReport.parse(JSON.parse(stdout));
    assert.deepEqual(
      [report.classes, report.policy?.limits.map(({ attribute }) => attribute)],
      [
        ['1', '0'],
        ['sex', 'sex × age'],
      ],
    );
  });

  it('tells what is wrong in config.yaml by its line', async () => {
    config('fairness:\n  limits:\n    - metric: fairness\n      difference: 0.1\n');
    const { stderr } = await cairn(folder, ...said);
    assert.match(stderr, /config\.yaml:3: /);
    config('');
  });

  const wrong: readonly (readonly [words: readonly string[], sentence: RegExp])[] = [
    [['fairness'], /Name a file of predictions/],
    [['fairness', 'p.csv'], /--label COLUMN/],
    [['fairness', 'p.csv', '--label', 'approved', '--prediction', 'said'], /--group A,B/],
    [base, /Name the column of predictions/],
    [[...base, '--score', 'p'], /--threshold T/],
    [[...said, '--threshold', '0.5'], /A threshold needs the column of scores/],
    [[...said, '--cross', '4'], /--cross is 1, 2 or 3/],
    [[...said, '--min-size', '0.5'], /--min-size needs a whole number/],
    [[...said, '--min-size', 'ten'], /--min-size needs a number, not “ten”/],
    [[...said, '--bins', 'age=4'], /“age” is cut into bins but is no group/],
    [[...said, '--group', 'age', '--bins', 'age=some'], /“some” does not say how to cut/],
    [[...said, '--against', 'group'], /--against cannot be “group”\. Did you mean “groups”/],
    [[...said, '--policy'], /no limits for fairness/],
    [[...said, '--join-group', 'x'], /--join FILE/],
    [['fairness', 'gone.csv', ...said.slice(2)], /gone\.csv does not exist/],
    [[...said.slice(0, 5), 'sexs', ...said.slice(6)], /There is no column “sexs”\. Did you mean “sex”/],
  ];
  for (const [words, sentence] of wrong)
    it(`refuses: ${words.join(' ')}`, async () => {
      const { code, stderr, stdout } = await cairn(folder, ...words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, sentence);
    });

  it('names file and line of what was left out', async () => {
    writeFileSync(path.join(folder, 'cut.csv'), 'y,p,g\n0,1,a\n1,1,b\n1,0');
    const words = ['fairness', 'cut.csv', '--label', 'y', '--prediction', 'p', '--group', 'g'];
    const { code, stderr } = await cairn(folder, ...words);
    assert.deepEqual(
      [code, stderr],
      [0, 'cairn: cut.csv:4: The line was left out: it has 2 values where 3 are expected.\n'],
    );
  });

  it('judges three rows: everything is too small', async () => {
    writeFileSync(path.join(folder, 'three.csv'), 'y,p,g\n0,1,a\n1,1,b\n1,0,b\n');
    const { code, stdout } = await cairn(
      folder,
      'fairness',
      'three.csv',
      '--label',
      'y',
      '--prediction',
      'p',
      '--group',
      'g',
    );
    assert.equal(code, 0);
    assert.match(stdout, /too small to judge/);
    assert.match(stdout, /undefined +fewer than two slices are large enough to judge/);
  });
});
