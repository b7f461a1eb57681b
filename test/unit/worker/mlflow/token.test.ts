/** Tokens are compared in constant time: how long it takes must not tell how much of a guess is right. */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { isToken, tokenHash } from '../../../../src/worker/mlflow/token.ts';
import { Served, token as servedToken } from './served.ts';

describe('the token of the endpoint', () => {
  const compare = crypto.timingSafeEqual;
  const compared: number[][] = [];
  before(() => {
    crypto.timingSafeEqual = (one, other) => {
      compared.push([one.byteLength, other.byteLength]);
      return compare(one, other);
    };
    syncBuiltinESMExports();
  });
  after(() => {
    crypto.timingSafeEqual = compare;
    syncBuiltinESMExports();
  });
  beforeEach(() => compared.splice(0));

  const token = 'k3Fz-right';
  for (const [given, isRight] of [
    [token, true],
    ['', false],
    ['k', false],
    ['k3Fz-righ', false],
    ['k3Fz-right!', false],
    ['K3Fz-right', false],
    ['\u0000'.repeat(10), false],
    ['x'.repeat(100_000), false],
  ] as const) {
    it(`${JSON.stringify(given.slice(0, 12))} is ${isRight ? 'right' : 'wrong'}, after one look at as many bytes as ever`, () => {
      assert.equal(isToken(given, tokenHash(token)), isRight);
      assert.deepEqual(compared, [[32, 32]]);
    });
  }

  it('is compared so at the door, each that is shown, whatever came out for the others', async () => {
    const served = await Served.open();
    try {
      const asked: readonly (readonly [path: string, token: string, status: number])[] = [
        ['/health', servedToken, 200],
        ['/health', 'wrong', 401],
        [`/token/wrong/health`, servedToken, 200],
        [`/token/${servedToken}/health`, 'wrong', 200],
        [`/token/wrong/health`, 'wrong', 401],
      ];
      for (const [path, shown, status] of asked) {
        compared.splice(0);
        assert.equal((await served.send({ path, token: shown })).status, status);
        assert.deepEqual(compared, Array(path === '/health' ? 1 : 2).fill([32, 32]));
      }
    } finally {
      await served.dispose();
    }
  });

  it('is never right where nothing is known of it', () => {
    for (const hash of ['', 'zz', tokenHash(token).slice(2), `${tokenHash(token)}00`])
      assert.equal(isToken(token, hash), false);
  });
});
