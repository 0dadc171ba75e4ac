import { describe, expect, test } from 'vitest';
import { refusal } from '../support/vault/vault-stub.js';
import { APP_ROLE, LOGIN, LOOK_UP, PLACE, READ, RENEW, startedStub, storeOf } from './vault-rig.js';

/** Which tokens requests of this line came with. */
const tokensOf = (stub: Awaited<ReturnType<typeof startedStub>>, line: string) =>
  stub.requests
    .filter(({ method, path }) => `${method} ${path}` === line)
    .map(({ headers }) => headers['x-vault-token']);

describe('before the lease of a token ends', () => {
  test('it is renewed, again and again', async () => {
    const stub = await startedStub();
    stub.granted.ttlSeconds = 1;
    stub.renewedSeconds = 1;
    const { reveal, warnings } = storeOf({ address: stub.address, ...APP_ROLE });
    await reveal();
    await stub.until(RENEW, 2);
    await reveal();
    expect(tokensOf(stub, RENEW).slice(0, 2)).toEqual(['hvs.stub-1', 'hvs.stub-1']);
    expect(tokensOf(stub, READ)).toEqual(['hvs.stub-1', 'hvs.stub-1']);
    expect(stub.lines.filter((line) => line === LOGIN)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['not renewable', { renewable: false }, [LOGIN, READ, LOGIN]],
    ['refused', { renewable: true }, [LOGIN, READ, RENEW, LOGIN]],
  ])('%s: another login', async (_, { renewable }, lines) => {
    const stub = await startedStub();
    stub.granted = { ttlSeconds: 1, renewable, mayRead: [PLACE] };
    stub.script = ({ path }) => (path.endsWith('/renew-self') ? refusal(403, 'permission denied') : undefined);
    const { reveal, warnings } = storeOf({ address: stub.address, ...APP_ROLE });
    await reveal();
    stub.granted.ttlSeconds = 3600;
    await stub.until(LOGIN, 2);
    expect(stub.lines).toEqual(lines);
    // Until the answer to the login is there the first one holds.
    while (tokensOf(stub, READ).at(-1) !== 'hvs.stub-2') await reveal();
    expect(warnings).toEqual([]);
  });

  test('renewals that give less and less have come to the end: another login', async () => {
    const stub = await startedStub();
    stub.granted.ttlSeconds = 3;
    stub.renewedSeconds = 1;
    const { reveal } = storeOf({ address: stub.address, ...APP_ROLE });
    await reveal();
    await stub.until(LOGIN, 2);
    expect(stub.lines).toEqual([LOGIN, READ, RENEW, LOGIN]);
  });

  test('a vault that is sealed meanwhile is told, and asked again', async () => {
    const stub = await startedStub();
    stub.granted.ttlSeconds = 3;
    const { reveal, warnings } = storeOf({ address: stub.address, ...APP_ROLE });
    await reveal();
    stub.script = () => (tokensOf(stub, RENEW).length === 1 ? refusal(503, 'Vault is sealed') : undefined);
    await stub.until(RENEW, 2);
    expect(await reveal()).toBe('hunter2');
    expect(stub.lines).toEqual([LOGIN, READ, RENEW, RENEW, READ]);
    expect(warnings).toEqual([
      {
        fields: { err: expect.objectContaining({ message: expect.stringContaining('is sealed') }) },
        message: 'the token of the vault was not renewed',
      },
    ]);
  });

  test('a token that is given and not renewable is read anew', async () => {
    const stub = await startedStub();
    stub.addToken('hvs.given', { ttlSeconds: 1, renewable: false, mayRead: [PLACE] });
    const { reveal } = storeOf({ address: stub.address, token: 'hvs.given' });
    await reveal();
    await stub.until(LOOK_UP, 2);
    expect(await reveal()).toBe('hunter2');
    expect(stub.lines.slice(0, 3)).toEqual([LOOK_UP, READ, LOOK_UP]);
  });
});

test('a lease that ended while no renewal came through: the next read logs in', async () => {
  const stub = await startedStub();
  stub.granted.ttlSeconds = 1;
  const { reveal, warnings } = storeOf({ address: stub.address, ...APP_ROLE });
  await reveal();
  stub.script = ({ path }) => (path.endsWith('/renew-self') ? refusal(503, 'Vault is sealed') : undefined);
  // The second one comes when the lease has ended, and is the last.
  await stub.until(RENEW, 2);
  expect(await reveal()).toBe('hunter2');
  expect(stub.lines).toEqual([LOGIN, READ, RENEW, RENEW, LOGIN, READ]);
  expect(warnings.length).toBeGreaterThan(0);
});

test('a lease beyond the longest timer is no endless loop of renewals', async () => {
  const stub = await startedStub();
  stub.granted.ttlSeconds = 4_000_000;
  const { store, reveal } = storeOf({ address: stub.address, ...APP_ROLE });
  await reveal();
  stub.addToken('hvs.other', { ttlSeconds: 1, mayRead: [PLACE] });
  const other = storeOf({ address: stub.address, token: 'hvs.other' });
  await other.reveal();
  // A timer that overflowed would have fired long before this one.
  await stub.until(RENEW);
  expect(tokensOf(stub, RENEW)).toEqual(['hvs.other']);
  await store.close();
});
