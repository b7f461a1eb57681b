/** Holds package.json and the code against each other, in both directions. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import {
  commentController,
  commands,
  contextKeys,
  itemWords,
  scriptEndings,
  seriesColors,
  settings,
  taskType,
  viewContainer,
  views,
  walkthrough,
} from '../../../src/views/ui/contributions.ts';
import { readSources, repository } from '../architecture/sourceGraph.ts';

const menuItem = z.object({ command: z.string(), when: z.string().optional(), group: z.string().optional() });
const manifest = z
  .object({
    publisher: z.string(),
    name: z.string(),
    icon: z.string(),
    main: z.string(),
    engines: z.object({ vscode: z.string() }),
    activationEvents: z.array(z.string()),
    categories: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ supported: z.string(), restrictedConfigurations: z.array(z.string()) }),
      virtualWorkspaces: z.object({ supported: z.boolean() }),
    }),
    contributes: z.object({
      viewsContainers: z.object({ activitybar: z.array(z.object({ id: z.string(), icon: z.string() })) }),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string() })),
      commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      configuration: z.object({ properties: z.record(z.string(), z.looseObject({ default: z.unknown() })) }),
      colors: z.array(z.object({ id: z.string() })),
      taskDefinitions: z.array(z.object({ type: z.string() })),
      walkthroughs: z.array(
        z.object({
          id: z.string(),
          steps: z.array(
            z.object({
              description: z.string(),
              media: z.object({ svg: z.string() }),
              completionEvents: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  })
  .parse(read('package.json'));
const text = readFileSync(path.join(repository, 'package.json'), 'utf8');
const strings = z.record(z.string(), z.string()).parse(read('package.nls.json'));
const { contributes } = manifest;
const whens = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].flatMap(({ when }) =>
  when === undefined ? [] : [when],
);
const sources = readSources('src')
  .filter(({ file }) => file !== 'src/views/ui/contributions.ts')
  .map(({ file }) => readFileSync(path.join(repository, file), 'utf8'));

describe('package.json and the code', () => {
  const pairs: readonly (readonly [what: string, manifest: readonly string[], code: readonly string[]])[] = [
    ['commands', contributes.commands.map(({ command }) => command), Object.values(commands)],
    [
      'views',
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
      Object.values(views),
    ],
    ['view containers', contributes.viewsContainers.activitybar.map(({ id }) => id), [viewContainer]],
    ['settings', Object.keys(contributes.configuration.properties), Object.values(settings)],
    ['colours', contributes.colors.map(({ id }) => id), seriesColors],
    ['task types', contributes.taskDefinitions.map(({ type }) => type), [taskType]],
    ['walkthroughs', contributes.walkthroughs.map(({ id }) => id), [walkthrough]],
    [
      'context keys',
      [...new Set(whens.flatMap((when) => when.match(/\bcairn\.[\w.]+/g) ?? []))].filter(
        (id) => id !== commentController && !Object.values<string>(views).includes(id),
      ),
      Object.values(contextKeys),
    ],
  ];
  for (const [what, here, there] of pairs)
    it(`name the same ${what}`, () => assert.deepEqual([...here].sort(), [...there].sort()));

  it('menus name only commands that are contributed', () => {
    const known = new Set<string>(Object.values(commands));
    const unknown = Object.values(contributes.menus)
      .flat()
      .map(({ command }) => command)
      .filter((id) => !known.has(id));
    assert.deepEqual(unknown, []);
  });

  it('links in texts name only commands that are there', () => {
    const known = new Set<string>([
      ...Object.values(commands),
      'vscode.openFolder',
      'workbench.trust.manage',
    ]);
    const links = Object.values(strings).flatMap((s) =>
      [...s.matchAll(/\(command:([\w.]+)/g)].map((m) => m[1] ?? ''),
    );
    assert.deepEqual(
      links.filter((id) => !known.has(id)),
      [],
    );
  });

  it('every command has a place in the palette rules, a menu, or needs no folder', () => {
    const ruled = new Set(
      Object.values(contributes.menus)
        .flat()
        .map(({ command }) => command),
    );
    const free: string[] = [commands.logShow, commands.walkthroughOpen, commands.walkthroughExample];
    assert.deepEqual(
      Object.values(commands).filter((id) => !ruled.has(id) && !free.includes(id)),
      [],
    );
  });

  it('menus ask only for words that rows have', () => {
    const asked = new Set(
      whens.flatMap((when) => [...when.matchAll(/;(\w+);/g)].map((match) => match[1] ?? '')),
    );
    const known = new Set<string>(itemWords);
    assert.deepEqual(
      [...asked].filter((word) => !known.has(word)),
      [],
    );
  });

  it('menus and lenses know the same script endings', () => {
    const listed = [...text.matchAll(/\(py\|([\w|]+)\)/g)].map((match) => `py|${match[1] ?? ''}`);
    assert.ok(listed.length > 0);
    assert.deepEqual([...new Set(listed)], [scriptEndings.join('|')]);
  });

  it('starting something from a menu needs trust', () => {
    const starts: readonly string[] = [
      commands.scriptRun,
      commands.scriptRunWith,
      commands.scriptDebug,
      commands.runsStop,
    ];
    const open = Object.entries(contributes.menus)
      .filter(([menu]) => menu !== 'commandPalette')
      .flatMap(([, items]) => items)
      .filter(
        ({ command, when }) => starts.includes(command) && !(when ?? '').includes('isWorkspaceTrusted'),
      );
    assert.deepEqual(open, []);
  });

  it('at most three inline actions on one row', () => {
    const inline = (contributes.menus['view/item/context'] ?? []).filter(({ group }) =>
      group?.startsWith('inline'),
    );
    const onRuns = inline.filter(({ command }) => command.startsWith('cairn.runs.'));
    // A star is either given or taken back.
    assert.equal(new Set(onRuns.map(({ group }) => group)).size <= 3, true);
  });
});

describe('the manifest', () => {
  it('keeps what VS Code and its marketplace ask for', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'cairn-ml.cairn');
    assert.deepEqual(manifest.categories, ['Machine Learning', 'Data Science', 'Visualization']);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
      settings.python,
      settings.trackingUri,
    ]);
    assert.equal(manifest.activationEvents.includes('*'), false);
  });

  it('has every picture it names, and an icon of at least 256 pixels', () => {
    const pictures = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views)
        .flat()
        .map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    assert.deepEqual(
      pictures.filter((file) => !existsSync(path.join(repository, file))),
      [],
    );
    const icon = readFileSync(path.join(repository, manifest.icon));
    assert.ok(icon.readUInt32BE(16) >= 256 && icon.readUInt32BE(20) >= 256);
  });

  it('walks through four steps that notice when they are done', () => {
    const [steps] = contributes.walkthroughs.map((w) => w.steps);
    assert.equal(steps?.length, 4);
    assert.ok(steps.every(({ completionEvents }) => completionEvents.length > 0));
  });

  it('uses every string of package.nls.json, and has every string it names', () => {
    const named = [...new Set([...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ''))];
    assert.deepEqual(named.sort(), Object.keys(strings).sort());
  });

  it('explains each setting in one sentence', () => {
    for (const id of Object.values(settings)) {
      const sentence = strings[`setting.${id.replace('cairn.', '')}`] ?? '';
      assert.match(sentence, /^[A-Z][^.!?]*(`[^`]*`[^.!?]*)*\.$/, id);
    }
  });

  it('code names contributed ids only in contributions.ts', () => {
    const ids = [...Object.values(commands), ...Object.values(settings)].map((id) => `'${id}'`);
    assert.deepEqual(
      sources.flatMap((source) => ids.filter((id) => source.includes(id))),
      [],
    );
  });
});

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(repository, file), 'utf8'));
}
