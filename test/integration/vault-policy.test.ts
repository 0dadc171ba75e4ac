/** The policy of docs/secrets.md: enough for all that is asked, and no line too many. */
import { expect, test } from 'vitest';
import { APP_ROLE, documentedPolicy, LOGIN, LOOK_UP, READ, RENEW, REVOKE, startedStub, storeOf } from './vault-rig.js';

async function storeUnder(policy: ReadonlyMap<string, readonly string[]>) {
  const stub = await startedStub();
  stub.policy = policy;
  stub.granted.ttlSeconds = 1;
  const store = storeOf({ address: stub.address, ...APP_ROLE });
  const left = () => [...stub.tokens.values()].filter(({ own, revoked }) => own && !revoked).length;
  return { stub, left, ...store };
}

function without(path: string) {
  const policy = documentedPolicy();
  expect(policy.delete(path)).toBe(true);
  return policy;
}

const OTHER = 'vault:secret/other#password';

test('with it a secret is read, the token renewed, looked up and revoked', async () => {
  const { stub, store, reveal, left } = await storeUnder(documentedPolicy());
  stub.renewedSeconds = 1;
  expect(await reveal()).toBe('hunter2');
  await stub.until(RENEW, 2);
  await expect(reveal(OTHER)).rejects.toThrow('needs the capability "read" on "secret/data/other"');
  await store.close();
  expect(left()).toBe(0);
  const once = [LOGIN, READ, LOOK_UP, REVOKE];
  expect(stub.lines.filter((line) => once.includes(line))).toEqual(once);
});

test('without secret/data/cell-7 nothing is read', async () => {
  const { reveal } = await storeUnder(without('secret/data/cell-7'));
  await expect(reveal()).rejects.toThrow('needs the capability "read" on "secret/data/cell-7"');
});

test('without lookup-self what is refused costs a login', async () => {
  const { stub, reveal } = await storeUnder(without('auth/token/lookup-self'));
  await expect(reveal(OTHER)).rejects.toThrow('needs the capability');
  expect(stub.lines.filter((line) => line === LOGIN)).toHaveLength(2);
});

test('without renew-self there is a login instead', async () => {
  const { stub, reveal } = await storeUnder(without('auth/token/renew-self'));
  await reveal();
  await stub.until(LOGIN, 2);
});

test('without revoke-self the token stays until its lease ends', async () => {
  const { store, reveal, left } = await storeUnder(without('auth/token/revoke-self'));
  await reveal();
  await store.close();
  expect(left()).toBe(1);
});
