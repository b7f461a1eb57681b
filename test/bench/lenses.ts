/** Where the lenses of a script of 5000 lines stand: asked again at each pause in typing. */
import { findEntryPoint } from '../../src/views/lenses/entryPoint.ts';
import type { Figure } from './figure.ts';
import { median, timed } from './timed.ts';

const rounds = 50;

export function run(): Promise<readonly Figure[]> {
  // Everything the search must not be misled by: strings over several lines, comments, a guard inside a string.
  const block = [
    'def step(batch, *, rate=0.1):',
    '    """Trains on one batch.',
    '',
    '    if __name__ == "__main__":',
    '    """',
    "    name = 'it''s' + \"# no comment\"  # a comment",
    '    return {key: value * rate for key, value in batch.items()}',
    '',
    '',
    '',
  ].join('\n');
  const text = `${block.repeat(555)}if __name__ == "__main__":\n    step({})\n`;
  const took = Array.from({ length: rounds }, () => timed(() => findEntryPoint(text, 'python')));
  if (findEntryPoint(text, 'python') !== 4995) throw new Error(`The guard was found in the wrong place.`);
  return Promise.resolve([
    {
      name: 'entry point of a script of 5000 lines',
      value: median(took),
      unit: 'ms',
      limit: 5,
      better: 'lower',
    },
  ]);
}
