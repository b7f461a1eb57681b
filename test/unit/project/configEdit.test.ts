import assert from 'node:assert/strict';
import { ConfigEdit } from '../../../src/project/configEdit.ts';
import { parseConfig } from '../../../src/project/parseConfig.ts';

const written = `# How we judge.
objective:
  metric: val_auc # the only one that counts

views:
  # for the weekly meeting
  - name: weekly
    filter: metrics.val_auc > 0.8
  - name: other
`;

function edited(text: string, change: (edit: ConfigEdit) => void): string {
  const edit = new ConfigEdit(text);
  change(edit);
  return edit.text();
}

describe('changing config.yaml', () => {
  it('adds a view and leaves everything else as a person wrote it', () => {
    const text = edited(written, (edit) => edit.saveView({ name: 'new', sort: ['-metrics.loss, last'] }));
    assert.ok(text.startsWith(written.trimEnd()), text);
    assert.deepEqual(parseConfig(text).problems, []);
    assert.deepEqual(
      parseConfig(text).config.views?.map(({ name }) => name),
      ['weekly', 'other', 'new'],
    );
  });

  it('replaces a view of the same name where it stands', () => {
    const text = edited(written, (edit) => edit.saveView({ name: 'weekly', filter: 'status = "failed"' }));
    assert.match(text, /the only one that counts/);
    assert.match(text, /# for the weekly meeting/);
    assert.deepEqual(parseConfig(text).config.views, [
      { name: 'weekly', filter: 'status = "failed"' },
      { name: 'other' },
    ]);
  });

  it('deletes views, and the key with the last of them', () => {
    const text = edited(written, (edit) => {
      edit.deleteView('weekly');
      edit.deleteView('never there');
      edit.deleteView('other');
    });
    assert.equal(parseConfig(text).config.views, undefined);
    assert.match(text, /# How we judge\./);
  });

  for (const empty of ['', '# only a comment\n', 'views:\n'])
    it(`writes the first view into ${JSON.stringify(empty)}`, () => {
      const text = edited(empty, (edit) => edit.saveView({ name: 'first' }));
      assert.deepEqual(parseConfig(text), { config: { views: [{ name: 'first' }] }, problems: [] });
      assert.ok(!empty.startsWith('#') || text.startsWith('# only a comment'), text);
    });

  for (const broken of ['views: [', '- a\n- b\n', 'views: 3\n'])
    it(`refuses to change ${JSON.stringify(broken)}`, () => {
      assert.throws(() => edited(broken, (edit) => edit.saveView({ name: 'x' })), { code: 'config' });
    });
});
