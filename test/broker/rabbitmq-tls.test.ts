/** TLS with the real broker: whose certificate is believed, and what happens when one is replaced under a running client. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import type { Certificates } from '../support/broker/certificates.js';
import { connected, expectFailure, inbox, newClient, next } from './rabbit-rig.js';

let broker: Broker;
let certificates: Certificates;
beforeAll(async () => {
  broker = await Broker.launch({ tls: true });
  certificates = broker.certificates;
  await certificates.sign('expired', { days: -1 });
  await certificates.sign('elsewhere', { by: 'other-ca' });
  await certificates.sign('renewed');
});
afterAll(() => broker?.dispose());

async function install(server: string): Promise<void> {
  certificates.install({ server });
  await broker.reloadCertificates();
}

test('with the right CA messages pass', async () => {
  const tls = { ca: certificates.ca };
  const client = await connected({ addresses: broker.tlsAddress, tls, queues: { safe: {} } });
  const box = await inbox(client, 'safe');
  await client.sendMessage('x', { queue: 'safe' });
  await box.first(1);
});

test.each([
  ['another CA', () => ({ ca: certificates.otherCa }), /authority of its certificate is not the one in "ca"/],
  ['no CA of its own', () => true, /authority|self-signed/],
  ['another name', () => ({ ca: certificates.ca, serverName: 'other.example' }), /another name/],
])('%s is refused at once', async (_what, tls, text) => {
  const client = newClient({ addresses: broker.tlsAddress, tls: tls() });
  await expectFailure(client.connect(), 'EIP_BROKER_TLS_FAILED', text);
});

test('an expired certificate is refused, a new one is taken by the same client', async () => {
  await install('expired');
  const client = newClient({ addresses: broker.tlsAddress, tls: { ca: certificates.ca } });
  await expectFailure(client.connect(), 'EIP_BROKER_TLS_FAILED', /expired/);
  await install('server');
  await client.connect();
});

test('a client that speaks TLS to a port without, and the other way round', async () => {
  const secure = newClient({ addresses: broker.address, tls: { ca: certificates.ca } });
  await expectFailure(secure.connect(), 'EIP_BROKER_TLS_FAILED', /does not speak TLS/);
  const plain = newClient({ addresses: broker.tlsAddress, maxRetries: 0 });
  await expectFailure(plain.connect(), 'EIP_BROKER_LOST', /may want TLS/);
});

test('the CA file is read again at each reconnect: a broker that moves to another CA is followed', async () => {
  const ca = join(broker.folder, 'trusted.pem');
  copyFileSync(certificates.ca, ca);
  const client = await connected({ addresses: broker.tlsAddress, tls: { ca }, queues: { moved: {} } });
  const box = await inbox(client, 'moved');
  await client.sendMessage('before', { queue: 'moved' });
  await box.first(1);
  await install('elsewhere');
  const refused = new Promise<string>((resolve) => {
    client.on('reconnecting', (detail: { error?: Error }) => {
      if (detail.error?.message.includes('not the one in "ca"')) resolve(detail.error.message);
    });
  });
  await broker.closeConnections('a new certificate');
  await refused;
  const back = next(client, 'connected');
  copyFileSync(certificates.otherCa, ca);
  await back;
  await client.sendMessage('after', { queue: 'moved' });
  expect((await box.first(2)).map(({ body }) => body)).toEqual(['before', 'after']);
  await install('server');
});

test('a certificate renewed by the same CA is not noticed at all', async () => {
  const client = await connected({ addresses: broker.tlsAddress, tls: { ca: certificates.ca }, queues: { safe: {} } });
  await install('renewed');
  await client.sendMessage('over the old connection', { queue: 'safe' });
  const back = next(client, 'connected');
  await broker.closeConnections('renewed');
  await back;
  await client.sendMessage('over a new one', { queue: 'safe' });
  await install('server');
});

test('a broker that wants the client’s certificate: without, with one of another CA, with the right one', async () => {
  await using strict = await Broker.launch({ tls: true, config: ['ssl_options.fail_if_no_peer_cert = true'] });
  const own = strict.certificates;
  const wrong = await own.sign('stranger', { by: 'other-ca' });
  const addresses = strict.tlsAddress;
  const none = newClient({ addresses, tls: { ca: own.ca } });
  await expectFailure(none.connect(), 'EIP_BROKER_TLS_FAILED', /certificate of this client/);
  const stranger = newClient({ addresses, tls: { ca: own.ca, ...wrong } });
  await expectFailure(stranger.connect(), 'EIP_BROKER_TLS_FAILED', /certificate of this client/);
  const client = await connected({ addresses, tls: { ca: own.ca, ...own.pair('client') }, queues: { strict: {} } });
  await client.sendMessage('x', { queue: 'strict' });
});
