/** What people wrote stays text in Markdown. */
import assert from 'node:assert/strict';
import { code, fenced, fileLink, plain } from '../../../src/review/markdownText.ts';

describe('what people wrote, in Markdown', () => {
  it('has no markup', () => {
    assert.equal(plain('*a* _b_ `c` ~d~ $e$'), '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\$e\\$');
    assert.equal(
      plain('<img src=x> &lt; | [a](b) ![c](d) \\'),
      '\\<img src=x\\> \\&lt; \\| \\[a\\](b) !\\[c\\](d) \\\\',
    );
    assert.equal(plain(' two\r\n\tlines\u2028and one '), 'two lines and one');
  });

  it('has no links, mentions or references', () => {
    assert.equal(plain('see https://evil.example'), 'see https\\://evil.example');
    assert.equal(plain('www.evil.example'), 'www\\.evil.example');
    assert.equal(plain('mailto:x'), 'mailto\\:x');
    assert.equal(
      plain('thanks @ada, ada@example.org'),
      'thanks \u200B@\u200Bada, ada\u200B@\u200Bexample.org',
    );
    assert.equal(plain('as in #12 and GH-13'), 'as in \\#\u200B12 and GH-\u200B13');
  });

  it('begins no list and no title', () => {
    assert.deepEqual(['- a', '+ a', '12. a', '3) a', '===', '# a'].map(plain), [
      '\\- a',
      '\\+ a',
      '12\\. a',
      '3\\) a',
      '\\===',
      '\\# a',
    ]);
    assert.equal(plain('1.5 and -2'), '1\\.5 and -2');
  });

  it('does not end code, fences or links early', () => {
    assert.equal(code('a`b'), '`` a`b ``');
    assert.equal(code('a\n\nb'), '`a b`');
    assert.equal(code(' a'), '`  a `');
    assert.deepEqual(fenced(['x', '````', 'y'], 'python'), ['`````python', 'x', '````', 'y', '`````']);
    assert.equal(fileLink('a]b', 'src/a (b)/ü#1.py', 3), '[a\\]b](src/a%20%28b%29/%C3%BC%231.py#L3)');
  });
});
