/** Links and pictures in the pages that people read lead somewhere. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../architecture/sourceGraph.ts';

const pages = globSync(['*.md', 'examples/**/*.md', 'media/**/*.md', 'test/fixtures/**/*.md', 'tools/*.md'], {
  cwd: repository,
})
  .map((page) => page.split(path.sep).join('/'))
  .sort();

describe('links in Markdown', () => {
  it('are found however they are written', () => {
    const text = [
      'a [link](one.md) and ![a picture](media/two%20words.png "its title") and [both ![x](in.png)](out.md)',
      '<img src="three.png"> <a href=\'four.md\'>',
      '[by name]: five.md',
      '`[code](no.md)`',
      '```\n[more code](no.md)\n```',
      '[angles](<six seven.md>)',
    ].join('\n');
    assert.deepEqual(linksIn(text).sort(), [
      'five.md',
      'four.md',
      'in.png',
      'media/two%20words.png',
      'one.md',
      'out.md',
      'six seven.md',
      'three.png',
    ]);
  });

  it('are looked for in all pages', () => {
    for (const page of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SUPPORT.md'])
      assert.ok(pages.includes(page), page);
    assert.ok(linksIn(read('README.md')).length >= 4);
  });

  for (const page of pages)
    it(`of ${page} lead to files and headings that are there`, () => {
      assert.deepEqual(
        linksIn(read(page)).filter((link) => !leadsSomewhere(page, link)),
        [],
      );
    });
});

/** Targets of links, pictures and definitions; those in code are no links. */
function linksIn(markdown: string): string[] {
  const text = markdown
    .replaceAll(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1/gm, '')
    .replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
  const forms = [
    /\]\(\s*(?:<([^>]*)>|([^\s)]+))/g,
    /^\[[^\]]+\]:\s*(?:<([^>]*)>|(\S+))/gm,
    /\b(?:src|href)=(?:"([^"]*)"|'([^']*)')/g,
  ];
  return forms.flatMap((form) => [...text.matchAll(form)].map((found) => found[1] ?? found[2] ?? ''));
}

/** Other sites are not asked. */
function leadsSomewhere(page: string, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true;
  const [target = '', heading] = decodeURI(link).split('#');
  const file = target === '' ? page : path.posix.join(path.posix.dirname(page), target);
  if (!existsSync(path.join(repository, file))) return false;
  return heading === undefined || headingsOf(file).includes(heading);
}

/** As GitHub names them in addresses. */
function headingsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(file: string): string {
  return readFileSync(path.join(repository, file), 'utf8');
}
