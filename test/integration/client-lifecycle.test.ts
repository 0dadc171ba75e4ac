import { describe, expect, test } from 'vitest';
import { EncapsulationCommand } from '../../src/cip/index.js';
import type { ExplicitClient } from '../../src/client/index.js';
import { clientOf, connectedClient, failure, next, PLC, plcWith, toldBy } from './client-rig.js';

const attribute = { classId: 1, instance: 1, attribute: 1 };
/** Ends after 12 ms without requests: (4 << 0) x 3 ms. */
const SHORT_LIVED = { rpiMs: 3, timeoutMultiplier: 0, timeoutMs: 600, retries: 2 } as const;

describe('a connection that rests', () => {
  test.each([{}, { connections: 2 }])('is kept alive by something small: %o', async (options) => {
    const plc = await plcWith();
    await connectedClient(plc, { ...SHORT_LIVED, ...options });
    await plc.until(() => plc.arrived.length >= 5);
    expect(plc.opens.length).toBe(1);
    expect(plc.arrived.every(({ request }) => request.service === 0x0e)).toBe(true);
  });

  test('and is silent is closed and opened again under a new serial number', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, SHORT_LIVED);
    const told = toldBy(client);
    let silence = 1;
    plc.script.onRequest = (arrived) => silence-- <= 0 && arrived.reply();
    await plc.until(() => plc.opens.length === 2 && plc.arrived.length >= 4);
    expect(plc.closes).toEqual([plc.opens[0]?.triad]);
    expect(plc.opens[1]?.triad.connectionSerial).not.toBe(plc.opens[0]?.triad.connectionSerial);
    expect([client.state, told]).toEqual(['connected', []]);
  });
});

describe('what each connection does', () => {
  const healthy = async (client: ExplicitClient) => (await client.healthCheck()).connections;

  test('is counted, healthCheck() itself included; a refusal is a reply', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply() });
    const client = await connectedClient(plc, { connections: 1, retries: 0 });
    const fresh = { longestMessage: 4_000, isBusy: false, requests: 1, replies: 1 };
    expect(await healthy(client)).toEqual([{ ...fresh, roundTripMs: expect.any(Object) }]);
    plc.script.onRequest = (arrived) => arrived.reply({ status: 0x08 });
    await failure(client.getAttributeSingle(attribute));
    plc.script.onRequest = (arrived) => setTimeout(() => arrived.reply(), 40);
    await client.getAttributeSingle(attribute);
    plc.script.onRequest = (arrived) => arrived.reply();
    const [used] = await healthy(client);
    expect(used).toMatchObject({ requests: 4, replies: 4 });
    const { last = 0, mean = 0, most = 0 } = used?.roundTripMs ?? {};
    expect([most >= 30, last <= most, mean <= most, mean >= most / 4]).toEqual([true, true, true, true]);
  });

  test('is told of one that waits for its reply as well', async () => {
    const plc = await plcWith({ onRequest: () => {} });
    const client = await connectedClient(plc, { connections: 2 });
    const waiting = client.getAttributeSingle(attribute);
    await plc.until(() => plc.arrived.length === 1);
    const [held] = plc.arrived;
    plc.script.onRequest = (arrived) => arrived.reply();
    const busy = { longestMessage: 4_000, isBusy: true, requests: 1, replies: 0, roundTripMs: null };
    expect(await healthy(client)).toEqual([busy, expect.objectContaining({ isBusy: false, replies: 1 })]);
    held?.reply();
    await waiting;
    expect((await healthy(client)).map(({ isBusy }) => isBusy)).toEqual([false, false]);
  });

  test('without connections, of each way', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply() });
    const client = await connectedClient(plc, { connected: false, connections: 2 });
    const ways = await healthy(client);
    expect(ways.map(({ requests, replies }) => [requests, replies])).toEqual([
      [2, 2],
      [0, 0],
    ]);
  });
});

describe('a controller that goes away', () => {
  test('is told, with the reason, and connected again at once', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    const told = toldBy(client);
    plc.drop();
    await next(client, 'connected');
    expect(told.map(({ event }) => event)).toEqual(['disconnected', 'reconnecting', 'connected']);
    expect(told[0]?.reason).toMatch(/TCP connection to .* (was closed|broke \(ECONNRESET\))/);
    expect(told[1]?.reason).toBe('trying again at once');
    expect(client.state).toBe('connected');
    expect(await client.healthCheck()).toMatchObject({ lastError: { code: 'EIP_CONNECTION_LOST' } });
  });

  test('finds the connection that it still has closed when we are back', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    plc.drop();
    await next(client, 'connected');
    await plc.until(() => plc.closes.length === 1);
    expect(plc.closes).toEqual([plc.opens[0]?.triad]);
    expect(plc.openConnections).toBe(1);
  });

  test('without a word (a cable is out) is found by the keep-alive', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, SHORT_LIVED);
    plc.script.onRequest = () => {};
    plc.script.onOpen = () => 'silent';
    const event = (await next(client, 'disconnected')) as { reason: string };
    expect(event.reason).toMatch(/did not answer SendRRData within/);
    plc.script.onOpen = () => undefined;
    plc.script.onRequest = (arrived) => arrived.reply();
    await next(client, 'connected');
  });

  test('without a word, unconnected: a read fails, and the link is opened again', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connected: false, retries: 0 });
    plc.script.onRequest = () => {};
    const lost = next(client, 'disconnected');
    await failure(client.getAttributeSingle(attribute, { timeoutMs: 30 }));
    expect(((await lost) as { error: unknown }).error).toMatchObject({ code: 'EIP_CONTROLLER_SILENT' });
    plc.script.onRequest = (arrived) => arrived.reply();
    await next(client, 'connected');
  });

  test('without a word, unconnected, and again while it is opened: given up at once, and tried once more', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connected: false, retries: 0, connections: 2, timeoutMs: 60_000 });
    const told = toldBy(client);
    const lost = next(client, 'disconnected');
    plc.script.onRequest = () => {};
    await failure(client.getAttributeSingle(attribute, { timeoutMs: 30 }));
    await lost;
    await failure(client.getAttributeSingle(attribute, { timeoutMs: 60 }));
    plc.script.onRequest = (arrived) => arrived.reply();
    await next(client, 'connected');
    expect(told.map(({ event }) => event).slice(0, 3)).toEqual(['disconnected', 'reconnecting', 'reconnecting']);
    expect(told[2]?.reason).toMatch(/sent nothing for \d+ ms although it was asked; trying again/);
  });

  test('unconnected: what waited meanwhile opens no connection', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply() });
    const client = await connectedClient(plc, { connected: false, connections: 2, reconnectMinMs: 1 });
    const lost = next(client, 'disconnected');
    plc.drop();
    await lost;
    await Promise.all(Array.from({ length: 10 }, () => client.getAttributeSingle(attribute)));
    expect(plc.opens).toEqual([]);
  });

  test('is tried again and again, each time with what stood in the way', async () => {
    const plc = await plcWith();
    const { port } = plc;
    const client = await connectedClient(plc, { reconnectMaxMs: 5 });
    const told = toldBy(client);
    await plc.close();
    while (told.filter(({ event }) => event === 'reconnecting').length < 4) await next(client, 'reconnecting');
    expect(told[2]?.reason).toMatch(/ECONNREFUSED.*; trying again in \d ms$/);
    expect(client.state).toBe('reconnecting');
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      reason: expect.stringContaining('ECONNREFUSED'),
      peers: [],
    });
    await plcWith({}, port);
    await next(client, 'connected');
    expect(client.state).toBe('connected');
  });

  test('is waited for by connect(), which comes back when it does', async () => {
    const plc = await plcWith();
    const { port } = plc;
    const client = await connectedClient(plc, { reconnectMaxMs: 5 });
    await plc.close();
    await next(client, 'reconnecting');
    const connected = client.connect();
    await plcWith({}, port);
    await connected;
    expect(client.state).toBe('connected');
  });

  test('is waited for by connect() from within the event, too', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    const states = new Promise((resolve) =>
      client.once('disconnected', () => resolve(client.connect().then(() => client.state))),
    );
    plc.drop();
    expect(await states).toBe('connected');
    expect(plc.openConnections).toBe(1);
  });

  test('close() ends the attempts, and whoever waits hears it', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { reconnectMinMs: 60_000, reconnectMaxMs: 60_000 });
    await plc.close();
    await next(client, 'reconnecting');
    await next(client, 'reconnecting');
    const connected = failure(client.connect());
    const reading = failure(client.getAttributeSingle(attribute));
    await client.close();
    expect((await connected).code).toBe('EIP_CLIENT_CLOSED');
    expect(await reading).toMatchObject({ code: 'EIP_READ_FAILED', cause: { code: 'EIP_CLIENT_CLOSED' } });
  });

  test('ends the client where it is not to connect again', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { reconnect: false });
    const told = toldBy(client);
    plc.drop();
    await next(client, 'error');
    expect(told.map(({ event }) => event)).toEqual(['disconnected', 'error']);
    expect(client.state).toBe('failed');
    expect(await failure(client.identity())).toMatchObject({ code: 'EIP_NOT_CONNECTED' });
    await client.connect();
    expect(client.state).toBe('connected');
  });

  test('may be closed by whoever hears that it is gone', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    const told = toldBy(client);
    const closed = new Promise((resolve) => client.once('disconnected', () => resolve(client.close())));
    plc.drop();
    await closed;
    expect(told.map(({ event }) => event)).toEqual(['disconnected']);
  });
});

describe('a session that the controller does not know any more', () => {
  test('is opened again', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { timeoutMs: 500 });
    plc.script.onRequest = (arrived) =>
      plc.arrived.length === 1
        ? arrived.reply({ encapsulationStatus: 0x64 })
        : arrived.reply({ data: Uint8Array.of(3) });
    const back = next(client, 'connected');
    expect(await failure(client.getAttributeSingle(attribute))).toMatchObject({ code: 'EIP_READ_FAILED' });
    await back;
    expect(await client.getAttributeSingle(attribute)).toEqual(Uint8Array.of(3));
  });
});

describe('bytes that are no message', () => {
  test.each([
    ['zeros', Buffer.alloc(24)],
    ['a connected message that is cut', Buffer.concat([Buffer.from('70000200', 'hex'), Buffer.alloc(22)])],
    ['an unconnected one', Buffer.concat([Buffer.from('6f000200', 'hex'), Buffer.alloc(22)])],
    [
      'items that leave the message',
      Buffer.concat([
        Buffer.from('70001600', 'hex'),
        Buffer.alloc(20),
        Buffer.from('00000000000002 00a1000400ffffffffb100ffff0000'.replace(' ', ''), 'hex'),
      ]),
    ],
  ])('%s: nothing is thrown, and the connection stays', async (_, bytes) => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    plc.script.onRequest = (arrived) => {
      arrived.socket.write(bytes);
      arrived.reply({ data: Uint8Array.of(3) });
    };
    expect(await client.getAttributeSingle(attribute)).toEqual(Uint8Array.of(3));
  });

  test('replies that come byte by byte, and many in one segment', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connections: 1 });
    plc.script.onRequest = (arrived) => {
      const { socket } = arrived;
      const write = socket.write.bind(socket);
      socket.write = ((bytes: Uint8Array) => {
        for (const byte of bytes) write(Uint8Array.of(byte));
        return true;
      }) as typeof socket.write;
      arrived.reply({ data: Uint8Array.of(3) });
      socket.write = write;
    };
    for (let i = 0; i < 5; i++) expect(await client.getAttributeSingle(attribute)).toEqual(Uint8Array.of(3));
    plc.script.onRequest = (arrived) => {
      arrived.socket.cork();
      for (let i = 0; i < 3_000; i++) arrived.reply({ data: Uint8Array.of(4), sequenceCount: 1 });
      arrived.reply({ data: Uint8Array.of(5) });
      arrived.socket.uncork();
    };
    expect(await client.getAttributeSingle(attribute)).toEqual(Uint8Array.of(5));
    expect((await client.healthCheck()).strayReplies).toBeGreaterThan(2_900);
  });
});

describe('healthCheck()', () => {
  test('says who it is and how long that took', async () => {
    const plc = await plcWith({
      onRequest: (arrived) =>
        arrived.reply({ data: Buffer.from('01000e00470020116030efbeadde0531373536', 'hex').subarray(0, 19) }),
    });
    const client = await connectedClient(plc);
    const health = await client.healthCheck();
    expect(health).toMatchObject({ healthy: false, reason: expect.stringContaining('Identity') });
    plc.script.onRequest = (arrived) =>
      arrived.reply({ data: Buffer.from('01000e00470020116030efbeadde0431373536', 'hex') });
    expect(await client.healthCheck()).toMatchObject({
      healthy: true,
      reason: null,
      state: 'connected',
      peers: [{ address: PLC, port: plc.port, ageMs: expect.any(Number) }],
      route: '1/0',
      connections: [{ isBusy: false, requests: 2, replies: 2 }],
      identity: {
        vendorId: 1,
        deviceType: 14,
        productCode: 71,
        revision: { major: 32, minor: 17 },
        serialNumber: 0xdeadbeef,
        productName: '1756',
      },
      roundTripMs: expect.any(Number),
    });
  });

  test('never rejects, whatever the state', async () => {
    const client = clientOf({ port: 9 });
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      state: 'new',
      identity: null,
      roundTripMs: null,
    });
    await client.close();
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      state: 'closed',
      reason: 'the client is closed',
    });
  });
});

test('the session is ended with UnRegisterSession', async () => {
  const plc = await plcWith();
  const client = await connectedClient(plc);
  await client.close();
  expect(plc.commands.at(-1)).toBe(EncapsulationCommand.unregisterSession);
});

test('connections that come and go leave no timer, socket or listener behind', async () => {
  const plc = await plcWith();
  const busy = (): string[] =>
    process
      .getActiveResourcesInfo()
      .filter((one) => /Timeout|TCPSocketWrap/.test(one))
      .sort();
  const exits = process.listenerCount('exit');
  for (let i = 0; i < 60; i++) {
    const client = clientOf(plc, { connected: i % 3 !== 0, timeoutMs: 500 });
    client.on('error', () => {});
    await client.connect();
    const reads = Promise.allSettled([1, 2, 3].map((n) => client.getAttributeSingle({ ...attribute, attribute: n })));
    if (i % 4 === 0) plc.drop();
    if (i % 2 === 0) await reads;
    await client.close();
    await reads;
  }
  await plc.until(() => plc.tcpConnections === 0);
  await expect.poll(busy, { timeout: 10_000 }).toEqual([]);
  expect(process.listenerCount('exit')).toBe(exits);
});
