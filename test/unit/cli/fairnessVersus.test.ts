import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fairnessComparison } from '../../../src/protocol/fairnessComparison.ts';
import { fairnessReport } from '../../../src/protocol/fairnessReport.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const both = fairnessReport.extend({ comparison: fairnessComparison });

/** The first model refuses every second woman who repays, the second one in ten of everybody. */
function lines(said: (at: number, sex: string) => number): string {
  const all = ['id,repaid,said,p,sex'];
  for (let at = 0; at < 800; at++) {
    const sex = at < 400 ? 'f' : 'm';
    const accepted = said(at, sex);
    all.push([at, at % 2, accepted, accepted === 1 ? 0.75 : 0.25, sex].join(','));
  }
  return `${all.join('\n')}\n`;
}

describe('cairn fairness --versus', function () {
  this.timeout(60_000);
  let folder = '';
  const base = ['fairness', 'new.csv', '--label', 'repaid', '--group', 'sex', '--prediction', 'said'];

  before(async () => {
    folder = await workFolder();
    const old = lines((at, sex) => (at % 2 === 1 && (sex === 'm' || at % 4 === 1) ? 1 : 0));
    writeFileSync(path.join(folder, 'old.csv'), old);
    writeFileSync(
      path.join(folder, 'new.csv'),
      lines((at) => (at % 2 === 1 && at % 10 !== 1 ? 1 : 0)),
    );
  });
  after(removeWorkFolders);

  it('adds a comparison to the JSON', async () => {
    const { comparison: found, slices } = both.parse(await cairnJson(folder, ...base, '--versus', 'old.csv'));
    assert.deepEqual(
      [found.other, found.n, found.pairing.by, found.pairing.column, found.pairing.pairs],
      ['old.csv', 800, 'id', 'id', 800],
    );
    const [women] = found.slices;
    assert.deepEqual(
      [women?.slice, women?.rates.fnr?.value, slices[0]?.rates.fnr?.value],
      [{ sex: 'f' }, 0.5, 0.2],
    );
    const change = women?.changes.fnr;
    assert.ok(Math.abs((change?.value ?? 0) + 0.3) < 1e-12);
    assert.ok((change?.low ?? 0) > -0.42 && (change?.high ?? 0) < -0.15);
    const gap = found.aggregates.find(
      (one) => one.metric === 'equalOpportunity' && one.kind === 'difference',
    );
    assert.deepEqual([gap?.value, gap?.other, gap?.change, gap?.trend], [0, 0.5, -0.5, 'closes']);
    assert.match(
      found.sentence ?? '',
      /^Against old\.csv the gap between sex = f and sex = m in FNR shrank from 0\.500 to 0, by 0\.500 /,
    );
  });

  it('prints it as text, the sentence first', async () => {
    const { stdout, code } = await cairn(folder, ...base, '--versus', 'old.csv');
    assert.equal(code, 0);
    const text = stdout.slice(stdout.indexOf('against old.csv'));
    assert.match(
      text,
      /^against old\.csv: 800 rows\n {2}Rows are paired by “id”: 800 pairs\.\n\nAgainst old\.csv/,
    );
    assert.match(text, /sex = f +400 .*\+0\.3 \[\+0\.\d+, \+0\.\d+\]/);
    assert.match(text, /equal opportunity difference +0 +0\.5 +−0\.5 \[−0\.\d+, −0\.\d+\] +closes/);
  });

  it('holds two columns of one file against each other, each by its own threshold', async () => {
    const words = ['--versus', 'old.csv', '--versus-score', 'p', '--versus-threshold', '0.8'];
    const { comparison: found } = both.parse(await cairnJson(folder, ...base, ...words));
    assert.deepEqual([found.other, found.threshold], ['old.csv (p)', 0.8]);
    assert.equal(found.overall.rates.selectionRate?.value, 0);
  });

  it('says what is missing', async () => {
    const wrong: readonly (readonly [words: string[], says: RegExp])[] = [
      [['--versus-score', 'p'], /--versus-score needs the other file: --versus FILE\./],
      [['--versus', 'old.csv', '--versus-score', 'p'], /Say from which score on the other predicts positive/],
      [['--versus', 'old.csv', '--versus-threshold', 'x'], /--versus-threshold needs a number, not “x”\./],
      [['--versus', 'none.csv'], /none\.csv/],
    ];
    for (const [words, says] of wrong) {
      const { code, stderr } = await cairn(folder, ...base, ...words);
      assert.notEqual(code, 0);
      assert.match(stderr, says);
    }
  });
});
