import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Certificates } from '../support/broker/certificates.js';
import { LOOK_UP, startedStub, storeOf } from './vault-rig.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-vault-'));
const token = 'hvs.given';
let certificates: Certificates;

beforeAll(async () => {
  certificates = await Certificates.create(folder);
  await certificates.sign('expired', { days: -1 });
});

test('a certificate of the authority in "caFile"', async () => {
  const stub = await startedStub({ tls: certificates.pair('server') });
  const { reveal } = storeOf({ address: stub.address, token, caFile: certificates.ca });
  expect(await reveal()).toBe('hunter2');
});

test('a replaced "caFile" is in effect with the next request', async () => {
  const stub = await startedStub({ tls: certificates.pair('server') });
  const caFile = join(folder, 'replaced.pem');
  copyFileSync(certificates.otherCa, caFile);
  const { reveal } = storeOf({ address: stub.address, token, caFile });
  await expect(reveal()).rejects.toThrow('signed by nobody who is trusted');
  copyFileSync(certificates.ca, caFile);
  expect(await reveal()).toBe('hunter2');
});

test.each([
  ['no authority', 'server', '127.0.0.1', undefined, 'signed by nobody who is trusted: give the authority in "caFile"'],
  ['another authority', 'server', '127.0.0.1', 'other-ca.pem', 'signed by nobody who is trusted'],
  ['expired', 'expired', '127.0.0.1', 'ca.pem', 'its certificate has expired'],
  ['another name', 'server', '127.0.0.2', 'ca.pem', 'its certificate is for another name'],
  ['no file', 'server', '127.0.0.1', 'none.pem', "none.pem, can't be read: ENOENT"],
])('%s: no request reaches it', async (_, pair, host, ca, text) => {
  const stub = await startedStub({ tls: certificates.pair(pair), host });
  const { reveal } = storeOf({ address: stub.address, token, ...(ca && { caFile: join(folder, ca) }) });
  await expect(reveal()).rejects.toThrow(text);
  expect(stub.lines).toEqual([]);
});

test('a "caFile" that is none', async () => {
  const stub = await startedStub({ tls: certificates.pair('server') });
  const caFile = join(folder, 'text.pem');
  writeFileSync(caFile, '-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----\n');
  await expect(storeOf({ address: stub.address, token, caFile }).reveal()).rejects.toThrow('holds no certificate');
});

test('http:// where TLS is spoken, and the other way round', async () => {
  const [tls, plain] = [await startedStub({ tls: certificates.pair('server') }), await startedStub()];
  const wrong = storeOf({ address: plain.address.replace('http:', 'https:'), token });
  await expect(wrong.reveal()).rejects.toThrow('no TLS is spoken there');
  const cut = storeOf({ address: tls.address.replace('https:', 'http:'), token });
  await expect(cut.reveal()).rejects.toThrow('the connection was cut');
  expect([...tls.lines, ...plain.lines]).not.toContain(LOOK_UP);
});
