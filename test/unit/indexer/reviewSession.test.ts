/** Rows of reviews as long as somebody looks at them: every change is told once, whoever found it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ReviewSession } from '../../../src/indexer/reviewSession.ts';
import type { ReviewRow } from '../../../src/protocol/reviewShape.ts';
import type { CairnConfig } from '../../../src/records/config.ts';
import type { ReviewEntry } from '../../../src/records/review.ts';
import { keepEvidence } from '../../../src/review/evidenceCache.ts';
import { addToReview } from '../../../src/review/reviewStore.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { ada, entriesOf, hashOf, sam } from '../review/reviewParts.ts';

describe('the rows of reviews', () => {
  let folder = '';
  let session: ReviewSession;
  let config: CairnConfig = {};
  let runs = new Map<string, number>();
  let told: string[] = [];
  const layout = () => layoutOf(folder);
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const say = ({ script, state, outdated }: ReviewRow) =>
    [script, state, outdated?.lines ?? undefined].filter((part) => part !== undefined).join(' ');
  const states = async () => (await session.rows()).map(say);
  const approve = async (script: string, text: string, imports: Record<string, string> = {}) => {
    const hashes = Object.fromEntries(Object.entries(imports).map(([name, own]) => [name, hashOf(own)]));
    const entries: ReviewEntry[] = entriesOf(
      { kind: 'request', by: sam, reviewers: [ada], of: text },
      { kind: 'signoff', by: ada, verdict: 'approve', imports: hashes },
    );
    const texts = new Map([text, ...Object.values(imports)].map((own) => [hashOf(own), own]));
    await addToReview(layout(), script, { entries, texts });
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-rows-'));
    fs.mkdirSync(path.join(folder, '.cairn'));
    config = {};
    runs = new Map();
    told = [];
    session = new ReviewSession({
      layout: layout(),
      runs: async () => await Promise.resolve(runs),
      config: async () => await Promise.resolve(config),
      changed: (rows, gone) =>
        told.push([...rows.map(say), ...gone.map((script) => `-${script}`)].join(', ')),
      log: (line) => assert.fail(line),
    });
  });
  afterEach(() => {
    session.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('are those of reviewed scripts and of scripts with runs that are there', async () => {
    write('train.py', 'import lib\n');
    write('lib.py', 'x = 1\n');
    write('other.py', '');
    runs = new Map([
      ['other.py', 3],
      ['gone.py', 1],
    ]);
    await approve('train.py', 'import lib\n', { 'lib.py': 'x = 1\n' });
    assert.deepEqual(await states(), ['other.py never', 'train.py approved']);
    assert.equal((await session.rows())[0]?.runs, 3);
  });

  it('go stale by what is typed in the script or in what it imports, at once and without a look at the rest', async () => {
    write('train.py', 'import lib\n');
    write('lib.py', 'x = 1\n');
    write('more.py', '');
    await approve('train.py', 'import lib\n', { 'lib.py': 'x = 1\n' });
    await approve('more.py', '');
    await session.rows();
    told = [];
    await session.setUnsaved('lib.py', 'x = 2\ny = 3\n');
    await session.setUnsaved('lib.py', 'x = 2\ny = 3\n');
    await session.setUnsaved('unrelated.py', 'z = 1\n');
    assert.deepEqual(told, ['train.py stale 2']);
    await session.setUnsaved('lib.py', undefined);
    assert.deepEqual(told, ['train.py stale 2', 'train.py approved']);
    await session.setUnsaved('train.py', 'import lib\r\n');
    assert.equal(told.length, 2, 'line ends are no change');
  });

  it('are told of also when one question found the change first', async () => {
    write('train.py', 'x = 1\n');
    await approve('train.py', 'x = 1\n');
    const open = async () => (await session.row('train.py')).openItems;
    await session.rows();
    const before = await open();
    told = [];
    keepEvidence(layout(), {
      script: 'train.py',
      sha256: hashOf('x = 1\n'),
      at: 0,
      answers: { seeded: { answer: 'yes', text: 'set' } },
    });
    assert.equal(await open(), before - 1);
    assert.deepEqual(told, ['train.py approved']);
    await session.look();
    assert.equal(told.length, 1);
  });

  it('of a script that nobody reviewed or ran is answered, and not listed', async () => {
    write('train.py', '');
    assert.equal((await session.row('train.py')).state, 'never');
    assert.deepEqual(await states(), []);
    assert.deepEqual(told, []);
  });

  it('follow the policy, a renamed script and one that is gone', async () => {
    const text = Array.from({ length: 9 }, (_, line) => `step_${String(line)} = ${String(line)}\n`).join('');
    write('train.py', text);
    await approve('train.py', text);
    assert.deepEqual(await states(), ['train.py approved']);
    config = { review: { approvals: 2 } };
    await session.look();
    assert.deepEqual(await states(), ['train.py requested']);
    config = {};
    fs.renameSync(path.join(folder, 'train.py'), path.join(folder, 'fit.py'));
    await session.look();
    assert.deepEqual(await states(), ['fit.py approved']);
    assert.equal((await session.rows())[0]?.renamedFrom, 'train.py');
    fs.rmSync(path.join(folder, 'fit.py'));
    await session.look();
    assert.deepEqual(await states(), ['train.py stale 9']);
    assert.match((await session.rows())[0]?.problems.join() ?? '', /not there any more/);
  });
});
