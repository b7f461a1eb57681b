/** Files that the real tools wrote say how many parameters they hold; damaged and hostile ones say nothing, and soon. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { countParameters } from '../../../../src/models/parameters/countParameters.ts';
import { temporaryFolder } from '../../storage/series/seriesFiles.ts';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/weights');

/** What make.py says of its files. */
const written: readonly (readonly [file: string, parameters: number | undefined, what: string])[] = [
  ['tiny.safetensors', 16, 'without what only counts positions'],
  ['tiny.gguf', 96, 'behind lists of texts and numbers'],
  ['mlp.onnx', 22, 'half and 8-bit ones too, but no shapes'],
  ['external.onnx', 22, 'whose data lie in another file'],
  ['none.onnx', undefined, 'which has no weights'],
  ['state.pt', 24, 'with tied weights once, and without what a norm has seen'],
  ['last.ckpt', 24, 'without the state of its optimizer'],
  ['module.pt', 7, 'whole, with one layer that stands twice'],
  ['old.pth', 1152, 'in the form of PyTorch before 1.6'],
  ['numbers.pt', undefined, 'which has no tensors'],
  ['make.py', undefined, 'of no known format'],
];

describe('parameters of model files', () => {
  let dir = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
  });
  afterEach(() => remove());

  const write = (name: string, content: Uint8Array | string) => {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), content);
  };
  const copy = (name: string, to: string) => write(to, fs.readFileSync(path.join(fixtures, name)));
  const count = (name = '.') => countParameters(path.join(dir, name));

  for (const [file, parameters, what] of written)
    it(`are ${String(parameters ?? 'unknown')} in ${file}, ${what}`, async () => {
      assert.equal(await countParameters(path.join(fixtures, file)), parameters);
    });

  it('are those of all safetensors files of a folder, and of the parts of a split file', async () => {
    copy('tiny.safetensors', 'm/a.safetensors');
    copy('tiny.safetensors', 'm/in/b.safetensors');
    copy('mlp.onnx', 'm/exported.onnx');
    assert.equal(await count('m'), 32);
    copy('tiny.gguf', 'g/llm-00001-of-00002.gguf');
    assert.equal(await count('g'), undefined);
    copy('tiny.gguf', 'g/llm-00002-of-00002.gguf');
    assert.equal(await count('g'), 192);
  });

  it('are unknown where a folder holds several models, or one twice', async () => {
    copy('state.pt', 'best.pt');
    assert.equal(await count(), 24);
    copy('last.ckpt', 'last.ckpt');
    assert.equal(await count(), undefined);
  });

  for (const [file, parameters] of written.filter((each) => each[1] !== undefined))
    it(`are right or unknown when ${file} is cut anywhere, and never an error when a byte of it is wrong`, async () => {
      const whole = fs.readFileSync(path.join(fixtures, file));
      const every = Math.ceil(whole.length / 400);
      for (let at = 0; at < whole.length; at += every) {
        write(file, whole.subarray(0, at));
        assert.ok([parameters, undefined].includes(await count(file)), `cut at ${String(at)}`);
        const wrong = Buffer.from(whole);
        wrong.writeUInt8(wrong.readUInt8(at) ^ 0xff, at);
        write(file, wrong);
        const found = await count(file);
        assert.ok(found === undefined || Number.isSafeInteger(found), `byte ${String(at)}: ${String(found)}`);
      }
    });

  const u64 = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    return bytes;
  };
  const gguf = (...rest: Buffer[]) => Buffer.concat([Buffer.from('GGUF\x03\0\0\0', 'latin1'), ...rest]);
  const oldTorch = (saved: string | Buffer) =>
    Buffer.concat([
      Buffer.from('80028a0a6cfc9c46f9206aa850192e8002 4de9032e 80027d2e'.replaceAll(' ', ''), 'hex'),
      Buffer.from(saved),
    ]);
  /** A list of itself twice, of that twice … */
  const doubled = Buffer.from(`]${'q\0(h\0h\0l'.repeat(60)}.`, 'latin1');
  const name = (text: string) => `X${String.fromCharCode(text.length)}\0\0\0${text}`;
  const moduleOfItself = `cm\nM\n)Rq\0}(${name('_parameters')}}${name('_modules')}}${name('a')}h\0sub.`;
  const hostile: readonly (readonly [what: string, file: string, content: () => Buffer])[] = [
    ['a header that is longer than the file', 'a.safetensors', () => Buffer.alloc(9, 0xff)],
    [
      'a shape beyond all numbers',
      'a.safetensors',
      () => {
        const text = '{"w":{"dtype":"F32","shape":[9007199254740991,9007199254740991]}}';
        return Buffer.concat([u64(BigInt(text.length)), Buffer.from(text)]);
      },
    ],
    ['more tensors than bytes', 'a.gguf', () => gguf(u64(1n << 50n), u64(0n))],
    [
      'a list without end',
      'a.gguf',
      () => gguf(u64(0n), u64(1n), u64(0n), Buffer.from([9, 0, 0, 0, 8, 0, 0, 0]), u64(1n << 52n)),
    ],
    [
      'a list of empty texts that is 64 MB',
      'a.gguf',
      () =>
        gguf(
          u64(0n),
          u64(1n),
          u64(0n),
          Buffer.from([9, 0, 0, 0, 8, 0, 0, 0]),
          u64(8_000_000n),
          Buffer.alloc(64_000_000),
        ),
    ],
    ['zeros', 'a.onnx', () => Buffer.alloc(1_000_000)],
    ['ten million empty fields', 'a.onnx', () => Buffer.alloc(20_000_000, Buffer.from([0x2a, 0]))],
    [
      'a side with the sign of a negative number',
      'a.onnx',
      () => Buffer.from('3a0f2a0d08ffffffffffffffffff011001', 'hex'),
    ],
    ['a call of the system', 'a.pt', () => oldTorch("cos\nsystem\n(S'touch executed'\ntR.")],
    ['nested doubling', 'a.pt', () => oldTorch(doubled)],
    ['forty million marks', 'a.pt', () => oldTorch(Buffer.alloc(40_000_000, '('))],
    ['a module within itself', 'a.pt', () => oldTorch(moduleOfItself)],
    ['an archive of nothing', 'a.pt', () => Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')],
  ];
  for (const [what, file, content] of hostile)
    it(`are unknown in ${file} with ${what}`, async () => {
      write(file, content());
      assert.equal(await count(file), undefined);
      assert.deepEqual(fs.readdirSync(dir), [file]);
    });
});
