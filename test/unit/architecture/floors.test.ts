/** Holds the code to its floor plan: imports go down only, and some packages are known to one room only. */
import assert from 'node:assert/strict';
import { findCycles, readSources } from './sourceGraph.ts';

/** From the ground up. Shapes that all doors share lie below storage, whose index answers in them. */
const floors: readonly (readonly string[])[] = [
  ['base'],
  ['records'],
  ['protocol'],
  ['storage', 'data'],
  ['runs', 'sources', 'catalog', 'checks', 'fairness', 'review', 'models'],
  ['project', 'worker', 'indexer', 'team'],
  ['cli', 'views'],
  ['extension.ts'],
];
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** What pages may take from the host's side: pure code only. */
const sharedWithPages = ['base', 'records', 'protocol', 'fairness', 'review'];

const sources = readSources('src');
const pages = readSources('webview');
const everything = [...sources, ...pages];
const roomOf = (file: string) => file.split('/')[1] ?? '';

describe('architecture', () => {
  it('every room has a floor', () => {
    const unknown = sources.filter(({ file }) => !floorOf.has(roomOf(file))).map(({ file }) => file);
    assert.deepEqual(unknown, []);
  });

  it('imports go down the floors, never up or sideways', () => {
    const wrong = sources.flatMap(({ file, imports }) =>
      imports
        .filter((target) => roomOf(target) !== roomOf(file))
        .filter((target) => target !== 'package.json')
        .filter(
          (target) =>
            !target.startsWith('src/') ||
            (floorOf.get(roomOf(target)) ?? 99) >= (floorOf.get(roomOf(file)) ?? -1),
        )
        .map((target) => `${file} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('pages take only pure code from the host side, and no page imports another', () => {
    const wrong = pages.flatMap(({ file, imports }) =>
      imports
        .filter((target) => {
          if (target.startsWith('src/')) return !sharedWithPages.includes(roomOf(target));
          if (!target.startsWith('webview/')) return true;
          const page = /^webview\/pages\/([^/]+)\//.exec(target)?.[1];
          return page !== undefined && !file.startsWith(`webview/pages/${page}/`);
        })
        .map((target) => `${file} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('no import circles', () => {
    assert.deepEqual(findCycles(everything), []);
  });

  it('no file is longer than 400 lines', () => {
    const long = everything
      .filter(({ lines }) => lines > 400)
      .map(({ file, lines }) => `${file}: ${String(lines)}`);
    assert.deepEqual(long, []);
  });

  it('extension.ts stays within 80 lines', () => {
    const extension = sources.find(({ file }) => file === 'src/extension.ts');
    if (extension) assert.ok(extension.lines <= 80, `${String(extension.lines)} lines`);
  });

  it('files are named in camelCase for what they export, never index, utils, helpers, manager or service', () => {
    const name = /^(?!index\.|utils?\.|helpers?\.)(?!.*(manager|service)\.)[a-z][a-zA-Z0-9]*\.ts$/i;
    const wrong = everything
      .map(({ file }) => file)
      .filter((file) => !name.test(file.split('/').at(-1) ?? ''));
    assert.deepEqual(wrong, []);
  });

  it('product code never imports test code', () => {
    const wrong = everything.filter(({ imports }) => imports.some((target) => target.startsWith('test/')));
    assert.deepEqual(
      wrong.map(({ file }) => file),
      [],
    );
  });

  const onlyIn: readonly (readonly [packages: RegExp, allowed: RegExp])[] = [
    [/^vscode$/, /^src\/(views\/|extension\.ts$)/],
    [/^chart\.js/, /^webview\/charts\//],
    [/^@vscode\/webview-ui-toolkit/, /^webview\/controls\.ts$/],
    [/^node:/, /^src\/(?!records\/|protocol\/|fairness\/)/],
    [/^sql\.js/, /^src\/(storage|indexer)\//],
    [/^@duckdb\//, /^src\/data\//],
  ];
  for (const [packages, allowed] of onlyIn)
    it(`${packages.source} is imported only where ${allowed.source} matches`, () => {
      const wrong = everything
        .filter((f) => !allowed.test(f.file) && f.packages.some((name) => packages.test(name)))
        .map(({ file }) => file);
      assert.deepEqual(wrong, []);
    });
});
