/** What the doctor finds of brokers, real ones: who may log in where, TLS, what has to be there, and nodes that are away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { Cli, type Ended, type JsonLine } from '../support/cli.js';

/** Nobody listens there. */
const AWAY = '127.0.0.1:1';

let broker: Broker;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eip-doctor-'));
  broker = await Broker.launch({ tls: true });
  await broker.addVhost('plant');
  await broker.addUser('line', 'right');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await broker?.dispose();
});

async function doctor(rabbitmq: object, more: object = {}): Promise<Cli & Ended> {
  const path = join(folder, 'edge.json');
  writeFileSync(path, JSON.stringify({ rabbitmq, ...more }));
  return Cli.run(['doctor', path, '--json']);
}

const findings = ({ json }: Cli): JsonLine[] => json.filter((line) => line.type === 'finding' && line.id === 'broker');
const told = (cli: Cli) => findings(cli).map(({ level, found }) => `${level}: ${found}`);
const login = (more: object = {}) => ({
  addresses: broker.address,
  credentials: { username: 'line', password: 'right' },
  ...more,
});
const sink = (exchange: string) => ({ telemetry: { sinks: { rabbitmq: { exchange } } } });

describe('eip-native doctor, of a broker', () => {
  test('that takes this user', async () => {
    const cli = await doctor(login());
    expect(told(cli)).toEqual([`ok: ${broker.address} takes this user, and messages`]);
    expect(await broker.connectionCount()).toBe(0);
  });

  test.each<[string, () => object, RegExp]>([
    [
      'a wrong password',
      () => login({ credentials: { username: 'line', password: 'wrong' } }),
      /refused user name or password of "line"/,
    ],
    [
      'an unknown user',
      () => login({ credentials: { username: 'lien', password: 'right' } }),
      /refused user name or password of "lien"/,
    ],
    [
      'a virtual host that is not there',
      () => login({ vhost: 'plnat' }),
      /virtual host "plnat": there is none of this name/,
    ],
    ['a virtual host of others', () => login({ vhost: 'plant' }), /virtual host "plant": "line" may not use it/],
    [
      'a port at which nobody listens',
      () => login({ addresses: AWAY }),
      /No connection to the broker at 127\.0\.0\.1:1: refused, no program listens there/,
    ],
    ['TLS at a port without', () => login({ tls: true }), /broker at|TLS with/],
    [
      'TLS with an authority that is not ours',
      () => login({ addresses: broker.tlsAddress, tls: { ca: broker.certificates.otherCa } }),
      /TLS with 127\.0\.0\.1/,
    ],
  ])('%s: in words, with what to do, and without the password', async (_what, config, expected) => {
    const cli = await doctor(config());
    expect(told(cli)).toEqual([expect.stringMatching(expected)]);
    expect(findings(cli)[0]).toMatchObject({ level: 'problem', remedy: expect.stringMatching(/^[A-Z]/) });
    expect(cli.code).toBe(1);
    expect(cli.stdout).not.toMatch(/"(right|wrong)"/);
  });

  test('that takes this user, who may write nowhere but to his exchange', async () => {
    await broker.addUser('box', 'right', { configure: '^$', write: '^records$', read: '^$' });
    const cli = await doctor(login({ credentials: { username: 'box', password: 'right' } }));
    expect(told(cli)).toEqual([`ok: ${broker.address} takes this user`]);
  });

  test('an exchange that the sink needs, and nobody makes', async () => {
    const missing = await doctor(login(), sink('recrods'));
    expect(told(missing)).toEqual([expect.stringMatching(/^problem: .*recrods/)]);
    // One that the service makes itself is not looked for, and not made.
    const made = await doctor(login({ exchanges: { records: {} } }), sink('records'));
    expect(told(made)).toEqual([expect.stringMatching(/^ok/)]);
    expect(await broker.ctl('list_exchanges', 'name')).not.toContain('records');
    await broker.ctl(
      'eval',
      'rabbit_exchange:declare(rabbit_misc:r(<<"/">>, exchange, <<"there">>), topic, true, false, false, [], <<"x">>).',
    );
    expect(told(await doctor(login(), sink('there')))).toEqual([expect.stringMatching(/^ok/)]);
  });

  test('one node of two that is away, and both', async () => {
    const one = await doctor(login({ addresses: [AWAY, broker.address] }));
    expect(told(one)).toEqual([
      expect.stringMatching(/^warning: .*127\.0\.0\.1:1.*; another node answers$/),
      expect.stringMatching(/^ok: /),
    ]);
    expect(one.code).toBe(0);
    const both = await doctor(login({ addresses: [AWAY, '127.0.0.1:2'] }));
    expect(told(both).map((text) => text.split(':', 1)[0])).toEqual(['problem', 'problem']);
  });

  test('that is low on memory', async () => {
    await broker.setMemoryAlarm(true);
    try {
      expect(told(await doctor(login()))).toEqual([
        expect.stringMatching(/^problem: .*takes no messages now: .*memory/),
      ]);
    } finally {
      await broker.setMemoryAlarm(false);
    }
  });

  test('that holds still: it ends with the time', async () => {
    broker.suspend();
    try {
      const cli = await doctor(login());
      expect(told(cli)).toEqual([expect.stringMatching(/^problem: .*no answer in time/)]);
    } finally {
      broker.resume();
    }
  });
});
