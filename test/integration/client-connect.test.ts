import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { encodePath, linkText, type PortSegment } from '../../src/cip/index.js';
import type { ExplicitClientOptions } from '../../src/client/index.js';
import type { PlcScript } from '../support/scripted-plc.js';
import { cleanups, clientOf, connectedClient, failure, PLC, plcWith, toldBy } from './client-rig.js';

const sizesOf = (plc: { opens: readonly { large: boolean; oToT: { parameters: { size: number } } }[] }) =>
  plc.opens.map(({ large, oToT }) => `${large ? 'large' : 'small'} ${oToT.parameters.size}`);

describe('a connection is opened', () => {
  test('as class 3 to the message router behind the slot, with 4,002 bytes', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    const [open] = plc.opens;
    expect(client.state).toBe('connected');
    expect(sizesOf(plc)).toEqual(['large 4002']);
    expect(open).toMatchObject({
      timeoutMultiplier: 2,
      transport: { class: 3, trigger: 'applicationObject', server: true },
      oToT: { rpiUs: 1_000_000, parameters: { type: 'pointToPoint', variable: true, priority: 'low' } },
    });
    expect(Buffer.from(encodePath(open?.path ?? [])).toString('hex')).toBe('010020022401');
  });

  test.each<[string, Partial<ExplicitClientOptions>, string]>([
    ['slot 3', { slot: 3 }, '010320022401'],
    ['no route', { route: [] }, '20022401'],
    ['no route, as text', { route: '' }, '20022401'],
    [
      'two hops',
      {
        route: [
          [1, 4],
          [2, 7],
        ],
      },
      '0104020720022401',
    ],
    [
      'an address behind a port, padded',
      { route: '1/3/2/192.168.1.20/backplane/0' },
      '0103120c3139322e3136382e312e323001002002240 1'.replace(' ', ''),
    ],
    ['an address of odd length', { route: [[2, '10.0.0.123']] }, '120a31302e302e302e31323320022401'],
  ])('route: %s', async (_, options, path) => {
    const plc = await plcWith();
    await connectedClient(plc, options);
    expect(Buffer.from(encodePath(plc.opens[0]?.path ?? [])).toString('hex')).toBe(path);
  });

  test('the hops of a route are told apart again', async () => {
    const plc = await plcWith();
    await connectedClient(plc, { route: 'backplane/3/ethernet/10.1.2.3' });
    const hops = (plc.opens[0]?.path ?? []).filter((segment): segment is PortSegment => segment.kind === 'port');
    expect(hops.map((hop) => [hop.port, linkText(hop)])).toEqual([
      [1, '3'],
      [2, '10.1.2.3'],
    ]);
  });
});

type Refusals = [status: number, extendedStatus: number[]][];

/** Refuses the first opens so, one after the other. */
const refusing = (refusals: Refusals): Partial<PlcScript> => ({
  onOpen: () => {
    const refusal = refusals.shift();
    return refusal && { status: refusal[0], extendedStatus: refusal[1] };
  },
});

describe('a refusal is followed by what the controller may take', () => {
  test.each<[string, Refusals, Partial<ExplicitClientOptions>, string[]]>([
    ['no Large Forward Open', [[0x08, []]], {}, ['large 4002', 'small 504']],
    ['anything else', [[0x01, [0x0315]]], {}, ['large 4002', 'small 504']],
    ['the largest size', [[0x01, [0x0109, 2000]]], {}, ['large 4002', 'large 2000']],
    ['a largest size that needs no large open', [[0x01, [0x0109, 500]]], {}, ['large 4002', 'small 500']],
    [
      'both',
      [
        [0x08, []],
        [0x01, [0x0109, 480]],
      ],
      {},
      ['large 4002', 'small 504', 'small 480'],
    ],
    ['no size named', [[0x01, [0x0109]]], {}, ['large 4002', 'small 504']],
    ['the size that was asked, named again', [[0x01, [0x0109, 4002]]], {}, ['large 4002', 'small 504']],
    ['the serial number is in use', [[0x01, [0x0100]]], {}, ['large 4002', 'large 4002']],
    ['a small size to begin with', [], { connectionSize: 500 }, ['small 500']],
  ])('%s', async (_, refusals, options, expected) => {
    const plc = await plcWith(refusing(refusals));
    const client = await connectedClient(plc, options);
    expect(sizesOf(plc)).toEqual(expected);
    expect(client.state).toBe('connected');
  });

  test('each time under a new serial number', async () => {
    const plc = await plcWith(
      refusing([
        [0x01, [0x0100]],
        [0x08, []],
      ]),
    );
    await connectedClient(plc);
    const serials = plc.opens.map(({ triad }) => triad.connectionSerial);
    expect(new Set(serials).size).toBe(3);
  });

  test('and ends in words when nothing helps', async () => {
    const plc = await plcWith({ onOpen: () => ({ status: 0x01, extendedStatus: [0x0113] }) });
    const client = clientOf(plc, { slot: 2 });
    const error = await failure(client.connect());
    expect(error).toMatchObject({ code: 'EIP_OPEN_REFUSED', generalStatus: 0x01, extendedStatus: 0x0113 });
    expect(error.message).toContain('by the route 1/2');
    expect(client.state).toBe('new');
    await plc.until(() => plc.tcpConnections === 0);
  });

  test('at most so often, also when the serial number is always in use', async () => {
    const plc = await plcWith({ onOpen: () => ({ status: 0x01, extendedStatus: [0x0100] }) });
    await failure(clientOf(plc).connect());
    expect(plc.opens.length).toBe(6);
  });
});

describe('connect() rejects and leaves nothing open', () => {
  test('where nobody listens', async () => {
    const error = await failure(clientOf({ port: 9 }).connect());
    expect(error).toMatchObject({ code: 'EIP_CONNECT_FAILED', address: PLC, port: 9 });
  });

  test('where nobody answers an open: then it is closed, so that it does not stay', async () => {
    const plc = await plcWith({ onOpen: () => 'silent' });
    const error = await failure(clientOf(plc, { timeoutMs: 50 }).connect());
    expect(error.code).toBe('EIP_REPLY_TIMEOUT');
    await plc.until(() => plc.tcpConnections === 0);
    expect(plc.closes).toEqual(plc.opens.map(({ triad }) => triad));
  });

  test('where the session is refused', async () => {
    const plc = await plcWith({
      onMessage: (message, socket) => {
        const reply = Buffer.alloc(28);
        reply.writeUInt16LE(message.command, 0);
        reply.writeUInt16LE(4, 2);
        reply.writeUInt32LE(0x02, 8);
        reply.set(message.context, 12);
        return socket.write(reply);
      },
    });
    expect(await failure(clientOf(plc).connect())).toMatchObject({ code: 'EIP_ENCAPSULATION_REFUSED' });
    await plc.until(() => plc.tcpConnections === 0);
  });

  test('where the signal says so, with its reason, and closes what may have been opened', async () => {
    const stop = new AbortController();
    const plc = await plcWith({
      onOpen: () => {
        stop.abort(new Error('enough'));
        return 'silent';
      },
    });
    const client = clientOf(plc);
    await expect(client.connect({ signal: stop.signal })).rejects.toThrow('enough');
    expect(client.state).toBe('new');
    await plc.until(() => plc.tcpConnections === 0);
    expect(plc.closes.length).toBe(1);
  });

  test('and may be called again', async () => {
    const plc = await plcWith(
      refusing([
        [0x01, [0x0113]],
        [0x01, [0x0113]],
      ]),
    );
    const client = clientOf(plc);
    await failure(client.connect());
    await client.connect();
    expect(client.state).toBe('connected');
  });

  test('of two calls one may be given up', async () => {
    const stop = new AbortController();
    const plc = await plcWith({ onOpen: () => void stop.abort(new Error('enough')) });
    const client = clientOf(plc);
    const first = client.connect({ signal: stop.signal });
    const second = client.connect();
    await expect(first).rejects.toThrow('enough');
    await second;
    expect([client.state, plc.opens.length]).toEqual(['connected', 1]);
  });
});

describe('serial numbers', () => {
  test('differ between two clients of one machine', async () => {
    const plc = await plcWith();
    await connectedClient(plc);
    await connectedClient(plc);
    const originators = plc.opens.map(({ triad }) => triad.originatorSerial);
    expect(new Set(originators).size).toBe(2);
  });
});

describe('without connections', () => {
  test('each request is an Unconnected Send along the route', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply({ data: Uint8Array.of(7) }) });
    const client = await connectedClient(plc, { connected: false, slot: 5 });
    expect(await client.getAttributeSingle({ classId: 1, instance: 1, attribute: 1 })).toEqual(Uint8Array.of(7));
    expect(plc.opens).toEqual([]);
    expect(plc.arrived.map(({ route }) => Buffer.from(encodePath(route ?? [])).toString('hex'))).toEqual([
      '0105',
      '0105',
    ]);
  });

  test('without a route the target itself is asked', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc, { connected: false, route: [] });
    await client.getAttributeAll({ classId: 1, instance: 1 });
    expect(plc.arrived.map(({ route }) => route)).toEqual([undefined, undefined]);
  });

  test('connect() rejects with the words of a router that leads nowhere', async () => {
    const plc = await plcWith({
      onRequest: (arrived) =>
        arrived.reply({ service: 0x52, status: 0x01, extendedStatus: [0x0312], data: Uint8Array.of(1) }),
    });
    const error = await failure(clientOf(plc, { connected: false, retries: 0 }).connect());
    expect(error).toMatchObject({ code: 'EIP_SERVICE_REFUSED', generalStatus: 0x01, extendedStatus: 0x0312 });
    await plc.until(() => plc.tcpConnections === 0);
  });
});

describe('the end', () => {
  test('closes every connection, the session, and tells of it', async () => {
    const plc = await plcWith();
    const client = await connectedClient(plc);
    const told = toldBy(client);
    await Promise.all([client.close(), client.close()]);
    expect(plc.closes).toEqual(plc.opens.map(({ triad }) => triad));
    expect(plc.openConnections).toBe(0);
    expect(told).toEqual([{ event: 'disconnected', reason: 'the client was closed' }]);
    expect(client.state).toBe('closed');
    expect(await failure(client.connect())).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    expect(await failure(client.identity())).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
  });

  test('waits for no controller that does not answer', async () => {
    const plc = await plcWith({ onClose: () => 'silent' });
    const client = await connectedClient(plc, { timeoutMs: 500 });
    await client.close();
    expect(plc.closes.length).toBe(1);
  });

  test('while it connects: connect() rejects, and what it opened is closed', async () => {
    const plc = await plcWith({ onOpen: () => 'silent' });
    const client = clientOf(plc);
    const connecting = failure(client.connect());
    await plc.until(() => plc.opens.length === 1);
    await client.close();
    expect((await connecting).code).toBe('EIP_CLIENT_CLOSED');
    await plc.until(() => plc.tcpConnections === 0);
    expect(plc.closes.length).toBe(1);
  });

  test('leaves no listener at the process', async () => {
    const plc = await plcWith();
    const before = process.listenerCount('exit');
    const client = await connectedClient(plc);
    expect(process.listenerCount('exit')).toBe(before + 1);
    await client.close();
    expect(process.listenerCount('exit')).toBe(before);
  });

  test('calls before connect() are refused', async () => {
    expect(await failure(clientOf({ port: 9 }).identity())).toMatchObject({ code: 'EIP_NOT_CONNECTED' });
  });
});

test('a peer that speaks something else ends the attempt in words', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, PLC);
  await once(server, 'listening');
  cleanups.push(() => server.close());
  const { port } = server.address() as { port: number };
  expect(await failure(clientOf({ port }).connect())).toMatchObject({ code: 'EIP_CONNECTION_LOST' });
});
