/** Which content of its data a run read: recorded by its hash, however the script names the data. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Workshop } from './recording.ts';

const rows = 'x,y\n1,0\n2,1\n';
const sha = createHash('sha256').update(rows).digest('hex');

describe('data that a run reads', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
    mkdirSync(path.join(shop.folder, 'data'));
    writeFileSync(path.join(shop.folder, 'data', 'loans.csv'), rows);
  });
  afterEach(async () => {
    await shop.dispose();
  });

  function catalog(): void {
    mkdirSync(path.join(shop.folder, '.cairn'), { recursive: true });
    const text = 'loans:\n  location: data/loans.csv\n  owner: ada\n';
    writeFileSync(path.join(shop.folder, '.cairn', 'datasets.yaml'), text);
  }

  const say = (line: object) => `echo '${JSON.stringify(line)}' >> "$CAIRN_INBOX"`;

  for (const [how, name] of [
    ['by its name in the catalog', 'loans'],
    ['by its path', 'data/loans.csv'],
    ['by the name of its file', 'loans.csv'],
  ] as const)
    it(`is known ${how}`, async () => {
      catalog();
      const run = await shop.run({ sh: say({ dataset: name, role: 'train' }) });
      const last = run.of('dataset').at(-1);
      assert.deepEqual(
        [last?.name, last?.role, last?.location, last?.hash],
        [name, 'train', 'data/loans.csv', sha],
      );
    });

  it('is known by its path without a catalog, and not at all when there is no such file', async () => {
    const run = await shop.run({
      sh: [say({ dataset: 'data/loans.csv' }), say({ dataset: 'no such thing' })].join('\n'),
    });
    const known = run.of('dataset').filter(({ hash }) => hash !== undefined);
    assert.deepEqual(
      known.map(({ name, hash }) => [name, hash]),
      [['data/loans.csv', sha]],
    );
    assert.deepEqual(run.problems, []);
  });

  it('is what the file held when the script named it', async () => {
    catalog();
    const read = `until grep -q ${sha} "$CAIRN_RUN_DIR/events.jsonl"; do sleep 0.05; done`;
    const change = `${read}; echo changed > data/loans.csv`;
    const run = await shop.run({ sh: [say({ dataset: 'loans' }), change].join('\n') });
    assert.equal(run.of('dataset').at(-1)?.hash, sha);
  });

  it('is what config.yaml says that the script reads', async () => {
    catalog();
    shop.host = { ...shop.host, config: { reads: { 'scr*.py': ['loans'] } } };
    const run = await shop.run({ py: 'print(1)' });
    assert.equal(run.of('dataset').at(-1)?.hash, sha);
  });
});
