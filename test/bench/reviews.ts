/** Reviews: a thousand of them read from cold, and what a keystroke costs in a project of five hundred that were approved. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { ReviewSession } from '../../src/indexer/reviewSession.ts';
import type { ReviewEntry } from '../../src/records/review.ts';
import { ImportReader } from '../../src/review/readImports.ts';
import { entryLine, parseReviewFile } from '../../src/review/reviewFile.ts';
import { ScriptReviews } from '../../src/review/scriptReviews.ts';
import { textHashOf } from '../../src/review/textHash.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import type { Figure } from './figure.ts';
import { median, timed } from './timed.ts';

const reviewFiles = 1000;
const entriesEach = 40;
/** The peer reads as many, because all would take long; its time is multiplied. */
const parsedByYaml = 100;
const entriesByHand = 9000;
const scripts = 500;
const modules = 50;
const keystrokes = 60;

export async function run(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cairn-reviews-'));
  try {
    return [
      ...readMany(path.join(folder, 'many')),
      ...readByHand(),
      ...(await type(path.join(folder, 'typed'))),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readMany(folder: string): Figure[] {
  const layout = layoutOf(folder);
  mkdirSync(layout.reviews, { recursive: true });
  mkdirSync(layout.reviewed, { recursive: true });
  for (let at = 0; at < reviewFiles; at++) approve(folder, `train_${at}.py`, scriptText(at));
  const took = Array.from({ length: 5 }, () =>
    timed(() => {
      const found = new ScriptReviews(layout, undefined).all();
      const right = found.filter(
        ({ read, standing }) => read.entries.length === entriesEach && standing.state === 'approved',
      );
      if (right.length !== reviewFiles) throw new Error(`${right.length} reviews were read right.`);
    }),
  );
  const files = readdirSync(layout.reviews).slice(0, parsedByYaml);
  const peer = timed(() => {
    for (const file of files) {
      const list: unknown = parse(readFileSync(path.join(layout.reviews, file), 'utf8'));
      if (!Array.isArray(list) || list.length !== entriesEach) throw new Error(`${file} was parsed wrong.`);
    }
  });
  return [
    {
      name: `${reviewFiles} reviews of ${entriesEach} entries from cold, with their scripts`,
      value: median(took),
      unit: 'ms',
      limit: 1000,
      peer: { name: 'yaml, only parsing them', value: (peer * reviewFiles) / parsedByYaml },
      better: 'lower',
    },
  ];
}

/** A key and a value on each line, as people write YAML. */
function readByHand(): Figure[] {
  const hash = 'a1'.repeat(32);
  const entry = (at: number) =>
    `- kind: answer\n  at: 2026-11-30T08:00:00Z\n  by: Sam <sam@example.org>\n  sha256: ${hash}\n  item: item-${at}\n` +
    `  answer: yes\n  comment: Looked at in the run of today, number ${at}.\n`;
  const text = Array.from({ length: entriesByHand }, (_, at) => entry(at)).join('');
  const took = Array.from({ length: 5 }, () =>
    timed(() => {
      const { entries, problems } = parseReviewFile(text, 'a review');
      if (entries.length !== entriesByHand || problems.length > 0)
        throw new Error(`${entries.length} entries were read.`);
    }),
  );
  return [
    {
      name: `one review of ${(text.length / 1e6).toFixed(1)} MB that was written by hand`,
      value: median(took),
      unit: 'ms',
      limit: 500,
      peer: { name: 'yaml, only parsing it', value: timed(() => parse(text)) },
      better: 'lower',
    },
  ];
}

async function type(folder: string): Promise<Figure[]> {
  const layout = layoutOf(folder);
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  mkdirSync(layout.reviews, { recursive: true });
  mkdirSync(layout.reviewed, { recursive: true });
  for (let at = 0; at < modules; at++)
    writeFileSync(path.join(folder, 'lib', `part_${at}.py`), scriptText(at));
  const names = Array.from({ length: scripts }, (_, at) => `train_${at}.py`);
  for (const [at, name] of names.entries()) {
    const imports = [0, 1, 2].map(
      (step) => `from lib.part_${(at * 7 + step * 11) % modules} import step_0\n`,
    );
    approve(folder, name, imports.join('') + scriptText(at));
  }
  let changed = 0;
  const session = new ReviewSession({
    layout,
    runs: () => Promise.resolve(new Map(names.map((name, at) => [name, at]))),
    config: () => Promise.resolve({}),
    log: (line) => {
      throw new Error(line);
    },
    changed: (rows) => {
      changed = rows.length;
    },
  });
  try {
    const rows = await session.rows();
    const approved = rows.filter(({ state }) => state === 'approved').length;
    if (approved !== scripts) throw new Error(`${approved} scripts are approved.`);
    const inScript = await typeInto(
      session,
      path.join(folder, 'train_7.py'),
      'train_7.py',
      () => changed === 1,
    );
    const inModule = await typeInto(
      session,
      path.join(folder, 'lib', 'part_7.py'),
      'lib/part_7.py',
      () => changed === (scripts / modules) * 3,
    );
    const figure = { unit: 'ms', limit: 16, better: 'lower' } as const;
    return [
      { name: `a keystroke in one of ${scripts} approved scripts, to its row`, value: inScript, ...figure },
      {
        name: `a keystroke in one of ${modules} modules, to the rows of 30 scripts`,
        value: inModule,
        ...figure,
      },
    ];
  } finally {
    session.dispose();
  }
}

async function typeInto(
  session: ReviewSession,
  file: string,
  name: string,
  isRight: () => boolean,
): Promise<number> {
  const text = readFileSync(file, 'utf8');
  const took: number[] = [];
  for (let at = 1; at <= keystrokes; at++) {
    const began = performance.now();
    await session.setUnsaved(name, text.replace('return', `return ${'1'.repeat(at)} +`));
    took.push(performance.now() - began);
    if (!isRight()) throw new Error(`Typing in ${name} changed the wrong rows.`);
  }
  await session.setUnsaved(name, undefined);
  return median(took);
}

/** The script, and a review of many answers that ends with an approval of it. */
function approve(folder: string, script: string, text: string): void {
  const layout = layoutOf(folder);
  writeFileSync(path.join(folder, script), text);
  const sha256 = textHashOf(text);
  const found = new ImportReader(folder).look().importsOf(script).modules;
  const base = (at: number) => ({
    at: new Date(Date.UTC(2026, 10, 30, 8, at)).toISOString(),
    by: 'Sam <sam@example.org>',
    identity: 'git' as const,
    sha256,
  });
  const entries: ReviewEntry[] = [
    { ...base(0), by: 'Ada <ada@example.org>', kind: 'request', reviewers: ['Sam <sam@example.org>'] },
    ...Array.from({ length: entriesEach - 2 }, (_, at): ReviewEntry => ({
      ...base(at + 1),
      kind: 'answer',
      item: `item-${at}`,
      answer: 'yes',
      comment: `Looked at in the run of today, “${at}”.`,
    })),
    {
      ...base(entriesEach),
      kind: 'signoff',
      verdict: 'approve',
      imports: Object.fromEntries(found.map((module) => [module.path, module.sha256 ?? ''])),
    },
  ];
  writeFileSync(path.join(layout.reviews, `${script}.yaml`), entries.map(entryLine).join(''));
  writeFileSync(path.join(layout.reviewed, `${sha256}.txt`), text);
  for (const { path: module, sha256: hash } of found)
    writeFileSync(path.join(layout.reviewed, `${hash ?? ''}.txt`), readFileSync(path.join(folder, module)));
}

/** About 120 lines. */
function scriptText(seed: number): string {
  const parts = Array.from(
    { length: 30 },
    (_, at) => `def step_${at}(x):\n    return x * ${seed} + ${at}\n\n\n`,
  );
  return `import math\nimport numpy as np\n\n${parts.join('')}`;
}
