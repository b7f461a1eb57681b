/** That nothing of Cairn is named or shown where other extensions are, such as those for pull requests. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import * as contributions from '../../../src/views/ui/contributions.ts';
import { readSources, repository } from '../architecture/sourceGraph.ts';

const { commands, commentController, contextKeys, settings, views } = contributions;
const item = z.object({ command: z.string(), when: z.string().optional() });
const { contributes, activationEvents } = z
  .object({
    activationEvents: z.array(z.string()),
    contributes: z.object({ menus: z.record(z.string(), z.array(item)) }),
  })
  .parse(JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')));
const commentMenus = Object.entries(contributes.menus).filter(([menu]) => menu.startsWith('comments/'));

describe('beside other extensions', () => {
  it('every button at a comment asks whose comment it is', () => {
    assert.equal(commentMenus.length, 4);
    const open = commentMenus.flatMap(([menu, items]) =>
      items
        .filter(({ when = '' }) => !clauses(when).includes(`commentController == ${commentController}`))
        .map(({ command }) => `${menu}: ${command}`),
    );
    assert.deepEqual(open, []);
  });

  it('what tells the comments of pull requests does not tell ours', () => {
    // Clauses of published extensions: GitHub Pull Requests, of today and before, and what was made after it.
    const theirs = [/^github-(browse|review)/, /^(browse|review)/, /browse/, /review/, /^gitlab/, /\bpr\b/];
    assert.deepEqual(
      theirs.filter((one) => one.test(commentController)),
      [],
    );
  });

  it('every view that a menu asks for is ours', () => {
    const asked = Object.entries(contributes.menus)
      .filter(([menu]) => menu.startsWith('view/'))
      .flatMap(([menu, items]) => items.map(({ command, when = '' }) => ({ menu, command, when })));
    const foreign = asked.filter(
      ({ when }) => !Object.values(views).some((view) => clauses(when).includes(`view == ${view}`)),
    );
    assert.deepEqual(foreign, []);
  });

  it('every id begins with the name of Cairn', () => {
    const ids = [commands, views, settings, contextKeys].flatMap((list) => Object.values<string>(list));
    const listed = [...ids, ...contributions.seriesColors, commentController, contributions.walkthrough];
    assert.deepEqual(
      listed.filter((id) => !id.startsWith('cairn.')),
      [],
    );
    assert.deepEqual([contributions.viewContainer, contributions.taskType], ['cairn', 'cairn']);
  });

  it('every scheme of documents and every page begins with the name of Cairn', () => {
    const woken = activationEvents.flatMap(
      (event) => /^on(?:FileSystem|CustomEditor|WebviewPanel):(.*)/.exec(event)?.[1] ?? [],
    );
    assert.ok(woken.length > 5);
    const named = readSources('src/views').flatMap(({ file }) => {
      const source = readFileSync(path.join(repository, file), 'utf8');
      return [...source.matchAll(/\b(?:scheme|\w+(?:Scheme|PageType)) = '([^']+)'/g)].map(
        (found) => found[1] ?? '',
      );
    });
    assert.ok(named.includes('cairn-reviewed') && named.includes('cairn.review'));
    // That of the boxes of comments is VS Code's own.
    assert.deepEqual(
      [...woken, ...named].filter((name) => !/^cairn[.-]/.test(name)),
      ['comment'],
    );
  });
});

/** What must all hold; nothing of it where something else would do. What is in brackets is one. */
function clauses(when: string): string[] {
  const outside = when.replaceAll(/\/[^/]*\/|\([^()]*\)/g, '');
  return outside.includes('||') ? [] : when.split(/\s*&&\s*(?![^()]*\))/);
}
