import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { codeOf, messageOf } from '../../../src/base/errors.ts';
import { setTranslate, t } from '../../../src/base/l10n.ts';

describe('a disposable store', () => {
  it('disposes what it owns once, last first', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push(1)));
    store.add(toDisposable(() => order.push(2)));
    store.dispose();
    store.dispose();
    assert.deepEqual(order, [2, 1]);
  });

  it('disposes at once what is added too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    assert.equal(disposed, true);
  });
});

describe('an emitter', () => {
  it('tells listeners until they are disposed, also when one leaves while it is told', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((n) => {
      heard.push(`first ${n}`);
      first.dispose();
    });
    emitter.event((n) => heard.push(`second ${n}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });
});

describe('errors', () => {
  it('gives the sentence and the system code of anything thrown', () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    assert.equal(messageOf(missing), 'no such file');
    assert.equal(codeOf(missing), 'ENOENT');
    assert.equal(messageOf('plain'), 'plain');
    assert.equal(codeOf(undefined), undefined);
  });
});

describe('translation', () => {
  it('fills places in, and leaves unknown ones alone', () => {
    assert.equal(t('{0} of {1}, {2}', 3, 4), '3 of 4, {2}');
  });

  it('uses what the extension plugged in', () => {
    setTranslate((message) => message.toUpperCase());
    try {
      assert.equal(t('stopped'), 'STOPPED');
    } finally {
      setTranslate((message, ...args) =>
        message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole)),
      );
    }
  });
});
