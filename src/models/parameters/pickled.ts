/**
 * What a Python pickle says, as plain data: which names it would call with which values. Nothing is called, imported or
 * executed. The opcodes are those of https://github.com/python/cpython/blob/main/Lib/pickletools.py that pickles
 * of protocol 2 and later use.
 */
import { setImmediate } from 'node:timers/promises';
import { Unreadable } from './unreadable.ts';

export interface Pickled {
  /** Of texts, whole numbers and names (`module name`); nothing else is kept. */
  readonly value?: string | number;
  /** What the name was called with (REDUCE, NEWOBJ). */
  readonly called?: { readonly by: Pickled; readonly values: Pickled };
  /** What stands for something outside of the pickle. */
  readonly stored?: Pickled;
  /** Of a list, a tuple or a set. */
  items?: Pickled[];
  /** Of a dict: a key, its value, a key, its value … */
  entries?: Pickled[];
  /** What an object was given after it was made. */
  state?: Pickled;
}

/** The first whole pickle from there on, and where it ends. Throws Unreadable. */
export async function readPickle(
  data: Buffer,
  from = 0,
): Promise<{ readonly value: Pickled; readonly end: number }> {
  const machine = new Machine(data, from);
  for (let steps = 0; steps < mostSteps; steps++) {
    if (steps % 20_000 === 19_999) await setImmediate();
    if (!machine.step()) return { value: machine.pop(), end: machine.position };
  }
  throw new Unreadable();
}

const mostSteps = 1_000_000;
const longestText = 2000;

class Machine {
  position: number;
  readonly #data: Buffer;
  readonly #stack: Pickled[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Pickled>();

  constructor(data: Buffer, from: number) {
    this.#data = data;
    this.position = from;
  }

  /** False when the pickle ends. */
  step(): boolean {
    const code = this.#number(1);
    const operation = operations.get(code) ?? operations.get(String.fromCharCode(code));
    if (operation === undefined) {
      if (code === stop) return false;
      throw new Unreadable();
    }
    operation(this);
    return true;
  }

  pop(): Pickled {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw new Unreadable();
    return value;
  }

  top(): Pickled {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  push(value: Pickled): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All since the last mark. */
  popMarked(): Pickled[] {
    const from = this.#marks.pop();
    if (from === undefined) throw new Unreadable();
    return this.#stack.splice(from);
  }

  skip(length: number): void {
    if (length > this.#data.length - this.position) throw new Unreadable();
    this.position += length;
  }

  /** Unsigned. Eight bytes count as far as numbers are exact. */
  #number(bytes: number): number {
    const from = this.position;
    this.skip(bytes);
    if (bytes <= 4) return this.#data.readUIntLE(from, bytes);
    const value = Number(this.#data.readBigUInt64LE(from));
    if (!Number.isSafeInteger(value)) throw new Unreadable();
    return value;
  }

  unsigned(bytes: 1 | 2 | 4 | 8): number {
    return this.#number(bytes);
  }

  signed(): number {
    this.skip(4);
    return this.#data.readInt32LE(this.position - 4);
  }

  /** The number of a LONG, whose first bytes say how long it is. */
  long(lengthBytes: 1 | 4): number {
    const length = this.#number(lengthBytes);
    const from = this.position;
    this.skip(length);
    if (length === 0) return 0;
    // Longer ones are no sizes.
    if (length > 6) return NaN;
    return this.#data.readIntLE(from, length);
  }

  text(lengthBytes: 1 | 4 | 8): Pickled {
    const length = this.#number(lengthBytes);
    const from = this.position;
    this.skip(length);
    return length > longestText ? {} : { value: this.#data.toString('utf8', from, from + length) };
  }

  line(): string {
    const end = this.#data.indexOf(0x0a, this.position);
    if (end === -1 || end - this.position > longestText) throw new Unreadable();
    const line = this.#data.toString('utf8', this.position, end);
    this.position = end + 1;
    return line;
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new Unreadable();
    this.push(value);
  }
}

const stop = 0x2e;

/** By their letters, or their numbers where those are no letters. */
const operations = new Map<string | number, (machine: Machine) => void>([
  [0x80, (m) => m.skip(1)],
  [0x95, (m) => m.skip(8)],
  ['(', (m) => m.mark()],
  ['0', (m) => void m.pop()],
  ['1', (m) => void m.popMarked()],
  ['2', (m) => m.push(m.top())],
  ['N', (m) => m.push({})],
  [0x88, (m) => m.push({ value: 1 })],
  [0x89, (m) => m.push({ value: 0 })],
  ['I', (m) => m.push({ value: Number(m.line()) })],
  ['J', (m) => m.push({ value: m.signed() })],
  ['K', (m) => m.push({ value: m.unsigned(1) })],
  ['M', (m) => m.push({ value: m.unsigned(2) })],
  ['L', (m) => m.push({ value: Number(m.line().replace(/L$/, '')) })],
  [0x8a, (m) => m.push({ value: m.long(1) })],
  [0x8b, (m) => m.push({ value: m.long(4) })],
  ['G', (m) => pushSkipped(m, 8)],
  ['U', (m) => m.push(m.text(1))],
  ['T', (m) => m.push(m.text(4))],
  ['X', (m) => m.push(m.text(4))],
  [0x8c, (m) => m.push(m.text(1))],
  [0x8d, (m) => m.push(m.text(8))],
  ['C', (m) => pushSkipped(m, m.unsigned(1))],
  ['B', (m) => pushSkipped(m, m.unsigned(4))],
  [0x8e, (m) => pushSkipped(m, m.unsigned(8))],
  [0x96, (m) => pushSkipped(m, m.unsigned(8))],
  [']', (m) => m.push({ items: [] })],
  [')', (m) => m.push({ items: [] })],
  [0x8f, (m) => m.push({ items: [] })],
  ['}', (m) => m.push({ entries: [] })],
  ['l', (m) => m.push({ items: m.popMarked() })],
  ['t', (m) => m.push({ items: m.popMarked() })],
  [0x91, (m) => m.push({ items: m.popMarked() })],
  ['d', (m) => m.push({ entries: m.popMarked() })],
  [0x85, (m) => pushTuple(m, 1)],
  [0x86, (m) => pushTuple(m, 2)],
  [0x87, (m) => pushTuple(m, 3)],
  ['a', (m) => append(m, [m.pop()])],
  ['e', (m) => append(m, m.popMarked())],
  [0x90, (m) => append(m, m.popMarked())],
  ['s', (m) => enter(m, [m.pop(), m.pop()].reverse())],
  ['u', (m) => enter(m, m.popMarked())],
  ['c', (m) => m.push({ value: `${m.line()} ${m.line()}` })],
  [0x93, pushName],
  ['R', call],
  [0x81, call],
  [0x92, callWithNames],
  ['b', build],
  ['Q', (m) => m.push({ stored: m.pop() })],
  ['q', (m) => m.remember(m.unsigned(1))],
  ['r', (m) => m.remember(m.unsigned(4))],
  ['h', (m) => m.recall(m.unsigned(1))],
  ['j', (m) => m.recall(m.unsigned(4))],
  [0x94, (m) => m.rememberNext()],
]);

function pushSkipped(machine: Machine, length: number): void {
  machine.skip(length);
  machine.push({});
}

function pushTuple(machine: Machine, length: number): void {
  const items = Array.from({ length }, () => machine.pop()).reverse();
  machine.push({ items });
}

function append(machine: Machine, values: readonly Pickled[]): void {
  const items = (machine.top().items ??= []);
  for (const value of values) items.push(value);
}

function enter(machine: Machine, values: readonly Pickled[]): void {
  const entries = (machine.top().entries ??= []);
  for (const value of values) entries.push(value);
}

function pushName(machine: Machine): void {
  const name = machine.pop().value;
  machine.push({ value: `${String(machine.pop().value)} ${String(name)}` });
}

function call(machine: Machine): void {
  const values = machine.pop();
  machine.push({ called: { by: machine.pop(), values } });
}

/** NEWOBJ_EX; the named values are of no interest. */
function callWithNames(machine: Machine): void {
  machine.pop();
  call(machine);
}

function build(machine: Machine): void {
  const state = machine.pop();
  machine.top().state = state;
}
