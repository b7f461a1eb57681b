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

  it('changes only the lines of a view that are other ones, whatever the rest looks like', () => {
    const odd = `objective:   {metric: val_auc,   direction: max}   # by hand
views:
    -   name: weekly
        # the team agreed on this
        filter: status = "failed"   # for now
        sort: ["-metrics.loss, last"]

    # of Ada
    -   name: other
`;
    assert.equal(
      edited(odd, (edit) => edit.saveView({ name: 'weekly', filter: 'status = "finished"' })),
      odd.replace('"failed"', '"finished"').replace('        sort: ["-metrics.loss, last"]\n', ''),
    );
    const more = edited(odd, (edit) => edit.saveView({ name: 'new', filter: 'a = 1' }));
    assert.ok(more.startsWith(odd.trimEnd()), more);
    assert.deepEqual(
      parseConfig(more).config.views?.map(({ name }) => name),
      ['weekly', 'other', 'new'],
    );
    assert.equal(
      edited(odd, (edit) => edit.deleteView('other')),
      odd.slice(0, odd.indexOf('    # of Ada')),
    );
    const flow = 'views: [{name: a, filter: x}, {name: b}]\n';
    assert.deepEqual(parseConfig(edited(flow, (edit) => edit.saveView({ name: 'a' }))).config.views, [
      { name: 'a' },
      { name: 'b' },
    ]);
    assert.deepEqual(parseConfig(edited(flow, (edit) => edit.deleteView('a'))).config.views, [{ name: 'b' }]);
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
