import { describe, expect, test } from 'vitest';
import type { ExplicitClient } from '../../src/client/index.js';
import { connectedClient, failure, next, PLC, plcWith, toldBy } from './client-rig.js';

const attribute = { classId: 0x64, instance: 1, attribute: 3 };
const read = (client: ExplicitClient) => client.getAttributeSingle(attribute);
const write = (client: ExplicitClient, timeoutMs = 5_000) =>
  client.setAttributeSingle(attribute, Uint8Array.of(1, 2), { timeoutMs });

const isWrite = ({ request }: { request: { service: number } }) => request.service === 0x10;

describe('what only reads', () => {
  test('is asked again over a new connection when no reply comes; the old one is closed', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { timeoutMs: 2_400, connections: 1 });
    let drops = 2;
    plc.script.onRequest = (arrived) => drops-- <= 0 && arrived.reply({ data: Uint8Array.of(5) });
    expect(await read(client)).toEqual(Uint8Array.of(5));
    expect(plc.arrived.length).toBe(3);
    const [first, second, third] = plc.opens.map(({ triad }) => triad);
    expect(plc.closes).toEqual([first, second]);
    expect(plc.openConnections).toBe(1);
    expect(third?.connectionSerial).not.toBe(first?.connectionSerial);
    expect(client.state).toBe('connected');
  });

  test('is asked 1 + retries times, and no more', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { retries: 3 });
    plc.script.onRequest = (arrived) => arrived.reply({ status: 0x02 });
    expect(await failure(read(client))).toMatchObject({ code: 'EIP_READ_REFUSED', generalStatus: 0x02 });
    expect(plc.arrived.length).toBe(4);
  });

  test('fails when its time is over', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    plc.script.onRequest = () => {};
    const error = await failure(client.getAttributeSingle(attribute, { timeoutMs: 90 }));
    expect(error).toMatchObject({ code: 'EIP_READ_FAILED', cause: { code: expect.stringMatching(/TIMEOUT/) } });
    expect(plc.arrived.length).toBeLessThanOrEqual(3);
  });

  test.each([
    ['resources are short', 0x02, []],
    ['the controller is busy', 0xff, [0x2018]],
  ])('is asked again when %s', async (_, status, extendedStatus) => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    plc.script.onRequest = (arrived) =>
      arrived.reply(plc.arrived.length < 3 ? { status, extendedStatus } : { data: Uint8Array.of(5) });
    expect(await read(client)).toEqual(Uint8Array.of(5));
    expect(plc.opens.length).toBe(1);
  });

  test('is not asked again when it is refused', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply({ status: 0x14 }) });
    const client = await connectedClient(plc);
    expect(await failure(read(client))).toMatchObject({ code: 'EIP_READ_REFUSED', generalStatus: 0x14 });
    expect(plc.arrived.length).toBe(1);
  });

  test('goes on over the next link when the TCP connection breaks', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    plc.script.onRequest = (arrived) =>
      plc.arrived.length === 1 ? arrived.socket.destroy() : arrived.reply({ data: Uint8Array.of(5) });
    const told = toldBy(client);
    expect(await read(client)).toEqual(Uint8Array.of(5));
    expect(told.map(({ event }) => event)).toEqual(['disconnected', 'reconnecting', 'connected']);
  });
});

describe('what writes', () => {
  test.each([
    ['is not answered', () => {}, {}],
    ['loses its connection', (arrived: { socket: { destroy(): unknown } }) => arrived.socket.destroy(), {}],
    ['is not answered, unconnected', () => {}, { connected: false }],
  ])('reaches the controller once when it %s, and says that its outcome is unknown', async (_, fate, options) => {
    const plc = await plcWith();
    const client = await connectedClient(plc, options);
    plc.script.onRequest = (arrived) => (isWrite(arrived) ? fate(arrived) : arrived.reply());
    const error = await failure(write(client, 150));
    expect(error).toMatchObject({ name: 'EipWriteError', code: 'EIP_WRITE_UNCERTAIN', outcome: 'unknown' });
    plc.script.onRequest = (arrived) => arrived.reply({ data: Uint8Array.of(1) });
    if (client.state !== 'connected') await next(client, 'connected');
    await read(client);
    expect(plc.arrived.filter(isWrite).length).toBe(1);
  });

  test('whose reply is late is not taken for written, nor sent again', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connections: 1 });
    plc.script.onRequest = () => {};
    await failure(write(client, 60));
    plc.script.onRequest = (arrived) => {
      for (const one of plc.arrived) one.reply(isWrite(one) ? {} : { data: Uint8Array.of(9) });
      if (!plc.arrived.includes(arrived)) arrived.reply();
    };
    await write(client);
    expect(plc.arrived.filter(isWrite).length).toBe(2);
  });

  test('is sent again only where that was asked for', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { timeoutMs: 2_000, writeRetries: 1 });
    plc.script.onRequest = (arrived) => plc.arrived.length > 1 && arrived.reply();
    await write(client);
    expect(plc.arrived.length).toBe(2);
  });

  test('is refused in words, and nothing was changed', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply({ status: 0x0e }) });
    const error = await failure(write(await connectedClient(plc)));
    expect(error).toMatchObject({ code: 'EIP_WRITE_REFUSED', outcome: 'refused', generalStatus: 0x0e });
    expect(error.message).toContain('did not take attribute 3 of class 0x64, instance 1: attribute not settable');
  });

  test('was not sent while nobody was connected', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    await plc.close();
    await next(client, 'disconnected');
    const error = await failure(write(client, 50));
    expect(error).toMatchObject({ code: 'EIP_WRITE_NOT_SENT', outcome: 'notSent' });
    expect(error.message).toMatch(/Not sent within 50 ms: it is being opened again: .*ECONNREFUSED/);
  });

  test.each([
    [[0x0204], 'EIP_WRITE_UNCERTAIN'],
    [[0x0311], 'EIP_WRITE_NOT_SENT'],
  ])('along a route that fails with 0x01/%s: %s', async (extendedStatus, code) => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connected: false });
    plc.script.onRequest = (arrived) =>
      arrived.reply({ service: 0x52, status: 0x01, extendedStatus, data: Uint8Array.of(1) });
    expect((await failure(write(client))).code).toBe(code);
  });
});

describe('generic()', () => {
  test('says that nobody knows when its reply is lost', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    plc.script.onRequest = () => {};
    const error = await failure(client.generic(0x4b, { classId: 0x300, instance: 1 }, undefined, { timeoutMs: 60 }));
    expect(error).toMatchObject({ code: 'EIP_REQUEST_UNCERTAIN', outcome: 'unknown' });
    expect(plc.arrived.length).toBe(1);
  });

  test('is asked again where that does no harm', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { timeoutMs: 1_500 });
    plc.script.onRequest = (arrived) => plc.arrived.length > 1 && arrived.reply({ status: 0x08 });
    const reply = await client.generic(0x4b, { classId: 0x300, instance: 1 }, undefined, { repeatable: true });
    expect(reply).toEqual({ status: 0x08, extendedStatus: [], data: new Uint8Array(0) });
  });
});

describe('a call', () => {
  test('has a time of its own', async () => {
    const plc = await plcWith({ onRequest: () => {} });
    const client = await connectedClient(plc, { retries: 0 });
    expect(await failure(client.getAttributeSingle(attribute, { timeoutMs: 20 }))).toMatchObject({
      code: 'EIP_READ_FAILED',
    });
  });

  test('ends with its signal, sent or not', async () => {
    const plc = await plcWith({ onRequest: () => {} });
    const client = await connectedClient(plc, { connections: 1 });
    const stop = new AbortController();
    const sent = client.getAttributeSingle(attribute, { signal: stop.signal });
    const waiting = client.getAttributeSingle(attribute, { signal: stop.signal });
    await plc.until(() => plc.arrived.length === 1);
    stop.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
    await expect(waiting).rejects.toThrow('enough');
    await expect(client.getAttributeSingle(attribute, { signal: stop.signal })).rejects.toThrow('enough');
    expect(plc.arrived.length).toBe(1);
  });

  test('that is ended does not hold up the next one for longer than its reply takes', async () => {
    const plc = await plcWith({ onRequest: () => {} });
    const client = await connectedClient(plc, { connections: 1 });
    const stop = new AbortController();
    const ended = client.getAttributeSingle(attribute, { signal: stop.signal });
    await plc.until(() => plc.arrived.length === 1);
    stop.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    plc.script.onRequest = (arrived) => arrived.reply({ data: Uint8Array.of(2) });
    const following = read(client);
    plc.arrived[0]?.reply({ data: Uint8Array.of(1) });
    expect(await following).toEqual(Uint8Array.of(2));
    expect(plc.opens.length).toBe(1);
  });

  test.each([{ timeoutMs: 0 }, { timeoutMs: 1.5 }, { timeoutMs: 'x' }, { signal: 1 }])(
    'refuses %o',
    async (options) => {
      const client = await connectedClient(await plcWith());
      await expect(client.getAttributeSingle(attribute, options as never)).rejects.toThrow(TypeError);
    },
  );
});

describe('several connections', () => {
  test('are opened as they are needed, up to the number allowed, each with one request on the way', async () => {
    const plc = await plcWith({ onRequest: () => {} });
    const client = await connectedClient(plc, { connections: 3 });
    expect(plc.opens.length).toBe(1);
    const reads = Array.from({ length: 8 }, () => read(client));
    await plc.until(() => plc.arrived.length === 3);
    expect(new Set(plc.arrived.map(({ connectionId }) => connectionId)).size).toBe(3);
    plc.script.onRequest = (arrived) => arrived.reply({ data: Uint8Array.of(5) });
    for (const one of plc.arrived.slice()) one.reply({ data: Uint8Array.of(5) });
    await Promise.all(reads);
    expect([plc.opens.length, plc.arrived.length]).toEqual([3, 8]);
  });

  test('are as many as the controller has, and all is done over those', async () => {
    const plc = await plcWith({
      onOpen: () => (plc.opens.length > 1 ? { status: 0x01, extendedStatus: [0x0113] } : undefined),
    });
    const client = await connectedClient(plc, { connections: 4 });
    await Promise.all(Array.from({ length: 20 }, () => read(client)));
    expect([client.state, plc.openConnections]).toEqual(['connected', 1]);
  });

  test('serve callers in the order in which they came', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connections: 1 });
    const done: number[] = [];
    const ids = Array.from({ length: 10 }, (_, i) => i + 1);
    await Promise.all(
      ids.map((id) => client.getAttributeSingle({ ...attribute, attribute: id }).then(() => done.push(id))),
    );
    expect(done).toEqual(ids);
  });
});

test('the address of the controller is in the errors', async () => {
  const plc = await plcWith({ onRequest: (arrived) => arrived.reply({ status: 0x05 }) });
  const error = await failure(read(await connectedClient(plc, { slot: 4 })));
  expect(error).toMatchObject({ address: PLC, port: plc.port, route: '1/4' });
  expect(error.message).toContain(`${PLC}:${plc.port} (route 1/4) did not give attribute 3`);
});
