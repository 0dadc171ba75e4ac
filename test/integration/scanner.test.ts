import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { encodeEncapsulation, joinIoData } from '../../src/cip/index.js';
import { EipConnectionError, EipTimeoutError } from '../../src/errors.js';
import { ExplicitSession } from '../../src/testing.js';
import { ScriptedTarget } from '../support/scripted-target.js';
import { cleanups, failure, OURS, PATIENCE, SIZE, scannerFor, TARGET, target, us } from './scanner-rig.js';

describe('opening', () => {
  test('registers, opens, sends at once and then every interval', async () => {
    const one = await target();
    const scanner = scannerFor(one, { rpiMs: 20 });
    scanner.write(Uint8Array.of(1, 2, 3, 4));
    await scanner.open();
    expect(scanner.state).toBe('open');
    await vi.waitFor(() => expect(one.outputs.length).toBeGreaterThanOrEqual(3), PATIENCE);
    expect(one.services).toEqual([0x54]);
    expect(one.outputs.map(({ sequence }) => sequence)).toEqual(one.outputs.map((_, index) => index + 1));
    expect([...one.outputs[0]!.data]).toEqual([1, 0, 1, 0, 0, 0, 1, 2, 3, 4]);
    expect(scanner.connection?.grant.oToT.connectionId).toBe(one.outputs[0]?.connectionId);
  });

  test('delivers what the target sends, also under an id of its own choice, and counts', async () => {
    const one = await target({ inputConnectionId: 0xfeed_beef });
    const scanner = scannerFor(one);
    const values: number[][] = [];
    scanner.on('data', ({ value }) => values.push([...value]));
    await scanner.open();
    for (const n of [1, 2, 3]) {
      one.produce(us, new Uint8Array(SIZE).fill(n), n);
      await once(scanner, 'data');
    }
    expect(values).toEqual([1, 2, 3].map((n) => Array(SIZE).fill(n)));
    expect(scanner.stats()).toMatchObject({ received: 3, lost: 0, outOfOrder: 0, ignored: 0, apiMs: 10 });
  });

  test('a packet that overtakes the Forward Open reply counts', async () => {
    const one = await target({ early: { to: us, payload: new Uint8Array(SIZE) } });
    const scanner = scannerFor(one);
    await scanner.open();
    await vi.waitFor(() => expect(scanner.stats().received).toBe(1), PATIENCE);
  });

  test('another UDP port is told to the target', async () => {
    const one = await target();
    const scanner = scannerFor(one, { ioPort: 0 });
    await scanner.open();
    const port = scanner.connection?.local.port;
    expect(port).toBeGreaterThan(0);
    expect(one.openedFurther).toEqual([{ type: 'socketAddressTToO', address: { family: 2, port, address: OURS } }]);
  });

  test('packets from another address are not of this connection', async () => {
    const one = await target();
    const stranger = await ScriptedTarget.listen('127.0.31.3');
    cleanups.push(() => stranger.close());
    const scanner = scannerFor(one);
    await scanner.open();
    stranger.opened = one.opened;
    stranger.produce(us, new Uint8Array(SIZE));
    await vi.waitFor(() => expect(scanner.stats()).toMatchObject({ received: 0, ignored: 1 }), PATIENCE);
  });
});

describe('refusals say the status in words and what to check', () => {
  test.each([
    {
      name: 'owned by another',
      status: 1,
      extended: [0x0106],
      words: /ownership conflict .*0x0106.*check which scanner/,
    },
    { name: 'a wrong size', status: 1, extended: [0x0127, 38], words: /0x0127.*the target's own size is 38/ },
    {
      name: 'an RPI too short',
      status: 1,
      extended: [0x0112, 0x0202, 1_000, 0, 2_000, 0],
      words: /acceptable O->T: least 1000 us, T->O: least 2000 us/,
    },
    { name: 'no resources', status: 2, extended: [], words: /resource unavailable \(0x02\)/ },
  ])('$name', async ({ status, extended, words }) => {
    const one = await target({ router: () => ({ status, extendedStatus: extended }) });
    const scanner = scannerFor(one);
    const error = await failure(scanner.open());
    expect(error).toBeInstanceOf(EipConnectionError);
    expect(error).toMatchObject({ code: 'EIP_OPEN_REFUSED', generalStatus: status, address: TARGET, port: one.port });
    expect(error.extendedStatus).toBe(extended[0]);
    expect(error.message).toMatch(words);
    expect(error.message).toContain('150/100/151');
    expect(scanner.state).toBe('closed');
  });

  test('a session that is refused', async () => {
    const one = await target({ encapsulation: (message) => encodeEncapsulation({ ...message, status: 2 }) });
    const error = await failure(scannerFor(one).open());
    expect(error.code).toBe('EIP_ENCAPSULATION_REFUSED');
    expect(error.message).toMatch(/refused RegisterSession: insufficient memory \(0x02\)/);
  });

  test('an interval of 0', async () => {
    const one = await target({ apiUs: 0 });
    const error = await failure(scannerFor(one).open());
    expect(error.code).toBe('EIP_REPLY_INVALID');
    expect(error.message).toContain('an interval of 0');
  });

  test('a reply that is no Forward Open reply', async () => {
    const one = await target({ router: () => ({ data: Uint8Array.of(1, 2, 3) }) });
    const error = await failure(scannerFor(one).open());
    expect(error.code).toBe('EIP_REPLY_INVALID');
    expect(error.message).toContain('Forward Open reply');
  });
});

describe('nothing waits for ever', () => {
  test('a target that accepts and stays silent', async () => {
    const one = await target({ encapsulation: () => undefined });
    const error = await failure(scannerFor(one, { timeoutMs: 60 }).open());
    expect(error).toBeInstanceOf(EipTimeoutError);
    expect(error.message).toMatch(/did not answer RegisterSession within 60 ms/);
  });

  test('a Forward Open without an answer', async () => {
    const one = await target({ router: () => 'silent' });
    const error = await failure(scannerFor(one, { timeoutMs: 60 }).open());
    expect(error.message).toMatch(/did not answer SendRRData within 60 ms/);
  });

  test('the signal of the caller', async () => {
    const one = await target({ router: () => 'silent' });
    const scanner = scannerFor(one);
    await expect(scanner.open({ signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
    expect(scanner.state).toBe('closed');
  });

  test('nobody listens there', async () => {
    const free = createServer().listen(0, TARGET);
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    free.close();
    await once(free, 'close');
    const error = await failure(scannerFor({ port }).open());
    expect(error.code).toBe('EIP_CONNECT_FAILED');
    expect(error.message).toMatch(/No connection to 127\.0\.31\.2:\d+ \(TCP\): refused/);
  });

  test('the TCP connection ends instead of an answer', async () => {
    const one: ScriptedTarget = await target({
      encapsulation: () => {
        one.dropSessions();
        return undefined;
      },
    });
    expect((await failure(scannerFor(one).open())).code).toBe('EIP_CONNECTION_LOST');
  });
});

describe('our own side', () => {
  test('an address that is not on this machine', async () => {
    const one = await target();
    const error = await failure(scannerFor(one, { bind: '192.0.2.1' }).open());
    expect(error).toMatchObject({ code: 'EIP_ADDRESS_UNAVAILABLE', address: '192.0.2.1' });
  });

  test('a UDP port in use', async () => {
    const one = await target();
    await scannerFor(one).open();
    const error = await failure(scannerFor(one).open());
    expect(error).toMatchObject({ code: 'EIP_PORT_IN_USE', port: 2222, transport: 'udp' });
  });
});

describe('the end', () => {
  test('close: Forward Close, unregister, ports free, the second one does nothing', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    await scanner.open();
    const ended = once(scanner, 'closed');
    await scanner.close();
    await scanner.close();
    expect((await ended)[0]).toEqual({ reason: 'closed' });
    expect(one.services).toEqual([0x54, 0x4e]);
    expect(one.commands).toEqual([0x65, 0x6f, 0x6f, 0x66]);
    await scannerFor(one).open();
  });

  test('async dispose closes', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    await scanner.open();
    await scanner[Symbol.asyncDispose]();
    expect(one.services).toEqual([0x54, 0x4e]);
  });

  test('a target that has forgotten the connection is no error', async () => {
    const one = await target({
      router: ({ service }) => (service === 0x4e ? { status: 1, extendedStatus: [0x0107] } : 'usual'),
    });
    const scanner = scannerFor(one);
    await scanner.open();
    await scanner.close();
    expect(scanner.state).toBe('closed');
  });

  test('the connection outlives its TCP session; closing takes a new one', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    await scanner.open();
    one.dropSessions();
    await delay(30);
    one.produce(us, new Uint8Array(SIZE));
    await once(scanner, 'data');
    expect(scanner.state).toBe('open');
    await scanner.close();
    expect(one.commands).toEqual([0x65, 0x6f, 0x65, 0x6f, 0x66]);
  });

  test('destroy says nothing on the wire', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    await scanner.open();
    const ended = once(scanner, 'closed');
    scanner.destroy();
    expect((await ended)[0]).toEqual({ reason: 'destroyed' });
    await delay(30);
    expect(one.services).toEqual([0x54]);
  });

  test('close while it opens waits for the opening', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    const opened = scanner.open();
    await scanner.close();
    await opened;
    expect(one.services).toEqual([0x54, 0x4e]);
  });

  test('destroy before the session stands: nothing is asked for, nothing stays open', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    const opened = failure(scanner.open());
    scanner.destroy();
    expect((await opened).code).toBe('EIP_SCANNER_UNUSABLE');
    expect(one.services).toEqual([]);
    await scannerFor(one).open();
  });

  test('destroy while the target thinks rejects the opening', async () => {
    const one = await target({ router: () => 'silent' });
    const scanner = scannerFor(one);
    const opened = failure(scanner.open());
    await vi.waitUntil(() => one.services.length > 0, PATIENCE);
    scanner.destroy();
    expect((await opened).code).toBe('EIP_CONNECTION_LOST');
    expect(scanner.state).toBe('closed');
  });

  test('without packets the watchdog ends it after (4 << multiplier) x API', async () => {
    const one = await target();
    const scanner = scannerFor(one, { rpiMs: 10, timeoutMultiplier: 2 });
    await scanner.open();
    one.produce(us, new Uint8Array(SIZE));
    await once(scanner, 'data');
    const heard = performance.now();
    const [event] = await once(scanner, 'closed');
    const silentMs = performance.now() - heard;
    expect(event).toMatchObject({ reason: 'timedOut', error: { code: 'EIP_INPUT_TIMED_OUT' } });
    expect(silentMs).toBeGreaterThan(155);
    expect(silentMs).toBeLessThan(1_000);
  });

  test('use after the end is an error that says so', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    await scanner.open();
    await scanner.close();
    expect(() => scanner.write(new Uint8Array(1))).toThrow(expect.objectContaining({ code: 'EIP_SCANNER_UNUSABLE' }));
    expect((await failure(scanner.open())).code).toBe('EIP_SCANNER_UNUSABLE');
  });
});

test('run and idle go with the header', async () => {
  const one = await target();
  const scanner = scannerFor(one);
  await scanner.open();
  await vi.waitFor(() => expect(one.outputs.length).toBeGreaterThan(0), PATIENCE);
  expect(one.outputs[0]?.data[2]).toBe(1);
  scanner.run = false;
  await vi.waitFor(() => expect(one.outputs.at(-1)?.data[2]).toBe(0), PATIENCE);
});

test('the tap sees every message, in order', async () => {
  const one = await target();
  const seen: string[] = [];
  const scanner = scannerFor(one, {
    tap: ({ transport, from, bytes }) => seen.push(`${transport} ${from.address} ${bytes[0]}`),
  });
  await scanner.open();
  await scanner.close();
  const tcp = seen.filter((line) => line.startsWith('tcp'));
  expect(tcp).toEqual(
    [101, 111, 111].flatMap((c) => [`tcp ${OURS} ${c}`, `tcp ${TARGET} ${c}`]).concat(`tcp ${OURS} 102`),
  );
  expect(seen).toContain(`udp ${OURS} 2`);
});

describe('explicit session', () => {
  const identity = { classId: 1, instance: 1, attribute: 1 };

  test('reads and writes attributes', async () => {
    const one = await target({
      router: ({ service }) => ({ data: service === 0x0e ? Uint8Array.of(0xd2, 0x04) : new Uint8Array(0) }),
    });
    await using session = await ExplicitSession.open({ host: TARGET, port: one.port });
    expect([...(await session.getAttributeSingle(identity))]).toEqual([0xd2, 0x04]);
    await session.setAttributeSingle({ ...identity, attribute: 3 }, Uint8Array.of(9));
    expect(one.requests.map(({ service, data }) => [service, ...data])).toEqual([[0x0e], [0x10, 9]]);
  });

  test('a refusal has the status in words', async () => {
    const one = await target({ router: () => ({ status: 0x14 }) });
    await using session = await ExplicitSession.open({ host: TARGET, port: one.port });
    const error = await failure(session.getAttributeSingle(identity));
    expect(error).toMatchObject({ code: 'EIP_SERVICE_REFUSED', generalStatus: 0x14 });
    expect(error.message).toContain('attribute not supported (0x14)');
  });

  test('a late reply never answers another request', async () => {
    const late = { held: undefined as Uint8Array | undefined };
    const one = await target({
      encapsulation: (message) => {
        if (message.command === 0x65) return 'usual';
        const reply = encodeEncapsulation({ ...message, data: Uint8Array.of(message.command) });
        if (late.held === undefined) {
          late.held = reply;
          return undefined;
        }
        return Buffer.concat([late.held, reply]);
      },
    });
    await using session = await ExplicitSession.open({ host: TARGET, port: one.port });
    await failure(session.exchange({ command: 0x63 }, { timeoutMs: 50 }));
    const reply = await session.exchange({ command: 0x63 });
    expect(reply.context[0]).toBe(3);
  });
});

test('joined data of the scanner has the length the target expects', async () => {
  const one = await target();
  const scanner = scannerFor(one);
  await scanner.open();
  await vi.waitFor(() => expect(one.outputs.length).toBeGreaterThan(0), PATIENCE);
  const expected = joinIoData({ sequenceCount: 1, header: 1, payload: new Uint8Array(SIZE) });
  expect(one.outputs[0]?.data.byteLength).toBe(expected.byteLength);
  expect(one.opened?.oToT.parameters.size).toBe(expected.byteLength);
});
