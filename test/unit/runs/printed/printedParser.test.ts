import assert from 'node:assert/strict';
import { createPrintedParser } from '../../../../src/runs/printed/printedParser.ts';
import type { PrintedPoint } from '../../../../src/runs/printed/printedParser.ts';
import { matching, notMatching } from './printedFormats.ts';

const all = { enabled: true, include: [], exclude: [] };

describe('metrics from what a script prints', () => {
  for (const [tool, output, expected] of matching) {
    it(`reads ${tool}`, () => assert.deepEqual(parse(output), expected));
  }

  for (const line of notMatching) {
    it(`records nothing from: ${line}`, () => {
      const found = parse(`${line}\n`).filter(hasMetrics);
      assert.deepEqual(found, []);
    });
  }

  it('gives the same points however the output is cut', () => {
    const output = matching.map(([, text]) => `${text}\n\n`).join('');
    const whole = parse(output);
    assert.ok(whole.length > 60);
    const bytes = Buffer.from(output);
    for (const size of [1, 7, 1000]) {
      const parser = createPrintedParser(all);
      const points: PrintedPoint[] = [];
      for (let from = 0; from < bytes.length; from += size)
        points.push(...parser.push(bytes.subarray(from, from + size)));
      assert.deepEqual([...points, ...parser.end()].map(show), whole, `cut every ${size} bytes`);
    }
  });

  it('takes Windows line ends as line ends', () => {
    assert.deepEqual(parse('epoch 1 loss=0.5\r\nepoch 2 loss=0.4\r\n'), [
      'epoch 1: loss=0.5 (1 epoch)',
      'epoch 2: loss=0.4 (2 epoch)',
    ]);
  });

  it('reads the last line when it has no end', () => {
    assert.deepEqual(parse('epoch 1 loss=0.5'), ['epoch 1: loss=0.5 (1 epoch)']);
  });

  it('keeps steps that decrease or repeat as they are', () => {
    assert.deepEqual(parse('step 5 loss=1\nstep 3 loss=2\nstep 3 loss=3\n'), [
      'step 5: loss=1',
      'step 3: loss=2',
      'step 3: loss=3',
    ]);
  });

  it('records only names that are included and not excluded', () => {
    const parser = createPrintedParser({ enabled: true, include: ['val_*', 'loss'], exclude: ['*_tmp?'] });
    assert.deepEqual(parser.push('step 1 loss=1 acc=2 val_a=3 val_tmp1=4 val_tmp=5\n').map(show), [
      'step 1: loss=1 val_a=3 val_tmp=5',
    ]);
  });

  it('records nothing when switched off', () => {
    const parser = createPrintedParser({ ...all, enabled: false });
    assert.deepEqual(parser.push('epoch 1 loss=0.5\n'), []);
    assert.equal(parser.settled, 17);
  });

  it('settles bytes only when their points are out', () => {
    const parser = createPrintedParser(all);
    const settled: number[] = [];
    const pushes = [
      'epoch 1 ',
      'loss=0.5',
      '\n',
      'é\r',
      '\n',
      '\rEpoch 0: 50%|#| 2/4 [00:01, a=1]',
      '\rEpoch 0: 100%|#| 4/4 [00:01, a=1]',
      '\n',
    ];
    for (const chunk of pushes) {
      parser.push(chunk);
      settled.push(parser.settled);
    }
    assert.deepEqual(settled, [0, 0, 17, 17, 21, 22, 22, Buffer.byteLength(pushes.join(''))]);
  });

  it('returns every point once when it starts again from the settled place', () => {
    const bytes = Buffer.from(matching.map(([, text]) => `${text}\n\n`).join(''));
    const whole = parse(bytes);
    for (let crash = 1; crash < bytes.length; crash += 211) {
      const first = createPrintedParser(all);
      const points = [...first.push(bytes.subarray(0, crash))];
      const second = createPrintedParser(all);
      second.prime(bytes.subarray(0, first.settled));
      points.push(...second.push(bytes.subarray(first.settled)), ...second.end());
      assert.deepEqual(
        points.map(show).filter(hasMetrics),
        whole.filter(hasMetrics),
        `crash after ${crash} bytes`,
      );
    }
  });

  it('takes linear time on hostile output', () => {
    const million = 1_000_000;
    const hostile = [
      'a'.repeat(million),
      'step 1 ' + 'loss='.repeat(million / 5),
      ' '.repeat(million) + '1',
      '1'.repeat(million),
      'epoch 1 ' + 'a b c '.repeat(million / 6),
      '[[[['.repeat(million / 4),
      '\x1b]'.repeat(million / 2),
      '\r'.repeat(million),
      ...[
        'a ',
        '1,',
        'a.',
        'epoch ',
        '{param',
        '1/1 ',
        ':',
        '\x1b[',
        '::',
        'a=',
        "'s ",
        '━',
        '%|',
        '- ',
        '2026-11-23 ',
        'val ',
      ].map((piece) => `${piece.repeat(4000 / piece.length)}\n`.repeat(50)),
    ];
    // Time that grows with the square of these lengths would outlast any machine's patience.
    for (const text of hostile) assert.ok(Array.isArray(parse(`${text}\nstep 1 ok=1\n`)));
  }).timeout(120_000);

  it('finds the line after one that is too long or binary', () => {
    const noise = Buffer.concat([Buffer.alloc(200_000, 0xff), Buffer.from('\n\0\x01\x02\nstep 1 loss=1\n')]);
    assert.deepEqual(parse(noise), ['step 1: loss=1']);
  });
});

function parse(output: string | Uint8Array): string[] {
  const parser = createPrintedParser(all);
  return [...parser.push(output), ...parser.end()].map(show);
}

function show({ metrics, step, unit, progress }: PrintedPoint): string {
  const parts = metrics.map(([key, value]) => `${key}=${value}`);
  if (progress !== undefined) {
    parts.push(`(${progress.at}${progress.of === undefined ? '' : `/${progress.of}`} ${progress.unit})`);
  }
  return `${unit} ${step}: ${parts.join(' ')}`;
}

function hasMetrics(shown: string): boolean {
  return shown.includes('=');
}
