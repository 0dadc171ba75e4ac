/** The explicit messages of this package's own scanner side, each way they can go, against its own adapter. */
import { describe, expect, it } from 'vitest';
import {
  decodeEncapsulation,
  decodeMultipleService,
  decodeReply,
  EncapsulationCommand,
  encodeRequest,
  multipleServiceRequest,
  portSegment,
} from '../../src/cip/index.js';
import { CipRefusal, int, real, service, uint } from '../../src/index.js';
import { connectedMessage } from '../../src/scanner/connected-message.js';
import {
  ExplicitConnection,
  type ExplicitConnectionOptions,
  type ExplicitSession,
  objectPath,
  type RouterReply,
  type RouterRequest,
  type WirePacket,
} from '../../src/testing.js';
import { ADAPTER, cleanups, type RigAdapter, SCANNER, sessionWith, startedAdapter, until } from './adapter-rig.js';
import { uncaughtWhile } from './uncaught.js';

const CLASS = 0x64;
const NOTHING = new Uint8Array(0);

async function connectionWith(
  adapter: RigAdapter,
  options: ExplicitConnectionOptions & { tap?: (packet: WirePacket) => void } = {},
): Promise<ExplicitConnection> {
  const port = adapter.status().port ?? 0;
  const connection = await ExplicitConnection.open({ host: ADAPTER, port, bind: SCANNER, ...options });
  cleanups.push(() => connection.destroy());
  return connection;
}

type Ask = (request: RouterRequest) => Promise<RouterReply>;

/** One of a packet. */
const inPacket =
  (explicit: ExplicitSession | ExplicitConnection): Ask =>
  async (request) => {
    const [reply] = await explicit.requestAll([request]);
    if (reply === undefined) throw new Error('a packet of one has one reply');
    return reply;
  };

const WAYS: readonly { readonly way: string; readonly open: (adapter: RigAdapter) => Promise<Ask> }[] = [
  {
    way: 'unconnected',
    open: async (adapter) => {
      const session = await sessionWith(adapter);
      return (request) => session.request(request);
    },
  },
  { way: 'in a packet', open: async (adapter) => inPacket(await sessionWith(adapter)) },
  {
    way: 'in an Unconnected Send',
    open: async (adapter) => {
      const session = await sessionWith(adapter);
      return (request) => session.requestThrough([], request);
    },
  },
  {
    way: 'in a packet in an Unconnected Send',
    open: async (adapter) => {
      const session = await sessionWith(adapter);
      return async (request) => {
        const packet = await session.requestThrough([], multipleServiceRequest([encodeRequest(request)]));
        const [reply] = decodeMultipleService(packet.data).messages.map(decodeReply);
        if (reply === undefined) throw new Error('a packet of one has one reply');
        return reply;
      };
    },
  },
  {
    way: 'over a class 3 connection',
    open: async (adapter) => {
      const connection = await connectionWith(adapter);
      return (request) => connection.request(request);
    },
  },
  { way: 'in a packet over a class 3 connection', open: async (adapter) => inPacket(await connectionWith(adapter)) },
  {
    way: 'over a large class 3 connection',
    open: async (adapter) => {
      const connection = await connectionWith(adapter, { size: 900 });
      return (request) => connection.request(request);
    },
  },
];

const get = (attribute: number, instance = 1): RouterRequest => ({
  service: 0x0e,
  path: objectPath(CLASS, instance, attribute),
  data: NOTHING,
});
const set = (attribute: number, ...data: number[]): RouterRequest => ({
  service: 0x10,
  path: objectPath(CLASS, 1, attribute),
  data: Uint8Array.from(data),
});
const run = (code: number, ...data: number[]): RouterRequest => ({
  service: code,
  path: objectPath(CLASS, 1),
  data: Uint8Array.from(data),
});

/** As `status`, or `status: bytes`. */
function shown({ status, extendedStatus, data }: RouterReply): string {
  const words = extendedStatus.map((word) => `/${word.toString(16)}`).join('');
  const bytes = Buffer.from(data).toString('hex');
  return `${status.toString(16)}${words}${bytes === '' ? '' : `: ${bytes}`}`;
}

/** Answers at once and later, accepts and refuses. */
function defineSample(adapter: RigAdapter) {
  let stored = 0.5;
  adapter.define({
    classId: CLASS,
    name: 'Sample',
    attributes: {
      now: { id: 1, type: uint, get: () => 0x1234 },
      later: {
        id: 2,
        type: real,
        get: async () => stored,
        set: async ({ value }) => {
          if (value < 0) throw new CipRefusal();
          stored = value;
        },
      },
    },
    services: {
      double: service({ code: 0x4b, request: int, reply: int, run: ({ value }) => 2 * value }),
      doubleLater: service({ code: 0x4c, request: int, reply: int, run: async ({ value }) => 2 * value }),
      no: {
        code: 0x4d,
        run: async () => {
          throw new CipRefusal(0x1f, 7);
        },
      },
    },
  });
}

/** A service 0x4b whose runs end when the test says so. */
function defineHeld(adapter: RigAdapter) {
  const held: { readonly value: number; readonly signal: AbortSignal; end(): void }[] = [];
  adapter.define({
    classId: CLASS,
    name: 'Held',
    attributes: { now: { id: 1, type: uint, get: () => 0x1234 } },
    services: {
      hold: service({
        code: 0x4b,
        request: uint,
        reply: uint,
        run: ({ value, signal }) => new Promise<number>((done) => held.push({ value, signal, end: () => done(value) })),
      }),
    },
  });
  return held;
}

describe.each(WAYS)('a class of JavaScript, asked $way', ({ open }) => {
  it('answers at once and later, attributes and services, and refuses', async () => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    const ask = await open(adapter);
    const answers: string[] = [];
    const requests = [get(1), get(2), set(2, 0, 0, 0xc0, 0x3f), get(2), set(2, 0, 0, 0x80, 0xbf), get(3), get(1, 2)];
    for (const request of [...requests, run(0x4b, 3, 0), run(0x4c, 4, 0), run(0x4c, 4), run(0x4d)]) {
      answers.push(shown(await ask(request)));
    }
    expect(answers).toEqual([
      ...['0: 3412', '0: 0000003f', '0', '0: 0000c03f', '9', '14', '5'],
      ...['0: 0600', '0: 0800', '13', '1f/7'],
    ]);
  });

  it('an answer that comes when the time is over: 0x02, it goes nowhere, and the next has its own', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 30 });
    const held = defineHeld(adapter);
    const ask = await open(adapter);
    expect(shown(await ask(run(0x4b, 1, 0)))).toBe('2');
    await until('the signal', () => held[0]?.signal.aborted === true);
    expect(held[0]?.signal.reason).toMatchObject({ code: 'EIP_REQUEST_EXPIRED' });
    held[0]?.end();
    expect(shown(await ask(get(1)))).toBe('0: 3412');
    expect(adapter.status().counters).toMatchObject({ requestsExpired: 1, pendingRequests: 0 });
  });

  it('a reply that waits does not hold up other clients', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    const held = defineHeld(adapter);
    const [ask, other] = [await open(adapter), await open(adapter)];
    const waiting = ask(run(0x4b, 7, 0));
    await until('the handler', () => held.length === 1);
    expect(shown(await other(get(1)))).toBe('0: 3412');
    held[0]?.end();
    expect(shown(await waiting)).toBe('0: 0700');
  });

  it('a client that goes: the signal is aborted at once, the answer goes nowhere', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    const held = defineHeld(adapter);
    const ask = await open(adapter);
    const other = await open(adapter);
    const gone = [ask(run(0x4b, 1, 0)).catch((error) => error), other(run(0x4b, 2, 0))];
    await until('the handlers', () => held.length === 2);
    cleanups.at(-2)?.();
    const [left, stays] = held[0]?.value === 1 ? held : [...held].reverse();
    await until('the signal', () => left?.signal.aborted === true);
    expect(left?.signal.reason).toMatchObject({ code: 'EIP_PEER_GONE' });
    expect(stays?.signal.aborted).toBe(false);
    left?.end();
    stays?.end();
    expect(await gone[0]).toMatchObject({ code: 'EIP_CONNECTION_LOST' });
    expect(shown(await gone[1])).toBe('0: 0200');
    expect(adapter.status().counters).toMatchObject({ pendingRequests: 0, requestsExpired: 0 });
  });

  it('a handler that fails: 0x02, and the error is uncaught', async () => {
    const adapter = await startedAdapter();
    adapter.define({ classId: CLASS, name: 'Failing', attributes: { a: { id: 1, type: uint, get: () => 70_000 } } });
    const ask = await open(adapter);
    const caught = await uncaughtWhile(async () => expect(shown(await ask(get(1)))).toBe('2'));
    expect(caught).toMatchObject([{ code: 'EIP_VALUE_REFUSED' }]);
  });
});

describe('a Multiple Service Packet', () => {
  const ways = [
    { way: 'unconnected', open: sessionWith },
    { way: 'over a class 3 connection', open: connectionWith },
  ];

  it.each(ways)('$way: in order, each sees what those before it did, at once or later', async ({ open }) => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    const explicit = await open(adapter);
    const identity = { service: 0x0e, path: objectPath(1, 1, 1), data: NOTHING };
    const requests = [get(2), set(2, 0, 0, 0xc0, 0x3f), identity, get(2), set(2, 0, 0, 0x80, 0xbf), get(2), get(1)];
    expect((await explicit.requestAll(requests)).map(shown)).toEqual([
      ...['0: 0000003f', '0', '0: d204', '0: 0000c03f', '9', '0: 0000c03f', '0: 3412'],
    ]);
  });

  it.each(ways)('$way: has the time of one request; the rest of it is not asked', async ({ open }) => {
    const adapter = await startedAdapter({ requestTimeoutMs: 100 });
    const held = defineHeld(adapter);
    const explicit = await open(adapter);
    const packet = explicit.requestAll([run(0x4b, 1, 0), run(0x4b, 2, 0), run(0x4b, 3, 0)]);
    await until('the first', () => held.length === 1);
    held[0]?.end();
    expect((await packet).map(shown)).toEqual(['0: 0100', '2', '2']);
    expect(held.map(({ value }) => value)).toEqual([1, 2]);
    const identity = { service: 0x0e, path: objectPath(1, 1, 1), data: NOTHING };
    expect((await explicit.requestAll([identity, get(1)])).map(shown)).toEqual(['0: d204', '0: 3412']);
  });

  it.each(ways)('$way: what does not fit is 0x11 for that one alone', async ({ open }) => {
    const adapter = await startedAdapter();
    adapter.define({
      classId: CLASS,
      name: 'Large',
      services: {
        large: { code: 0x4b, run: async () => new Uint8Array(60_000) },
        small: { code: 0x4c, run: () => {} },
      },
    });
    const explicit = await open(adapter);
    expect((await explicit.requestAll([run(0x4c), run(0x4b), run(0x4c)])).map(shown)).toEqual(['0', '11', '0']);
  });
});

describe('a route', () => {
  const elsewhere = [portSegment(1, 0)];

  it('that leads elsewhere is refused, and says how much of it is left', async () => {
    const session = await sessionWith(await startedAdapter());
    const refused = session.requestThrough(elsewhere, { service: 0x0e, path: objectPath(1, 1, 1), data: NOTHING });
    await expect(refused).rejects.toMatchObject({
      code: 'EIP_SERVICE_REFUSED',
      generalStatus: 1,
      extendedStatus: 0x0311,
      message: expect.stringContaining('words of the route not used: 1'),
    });
  });

  it('to ourselves over a class 3 connection is taken as well', async () => {
    const adapter = await startedAdapter();
    defineSample(adapter);
    const connection = await connectionWith(adapter);
    expect(shown(await connection.requestThrough([], get(2)))).toBe('0: 0000003f');
  });
});

describe('a class 3 connection to our adapter', () => {
  it('is counted, closes, and its place is free again', async () => {
    const adapter = await startedAdapter({ limits: { explicitConnections: 1 } });
    const first = await connectionWith(adapter);
    await until('counted', () => adapter.status().counters.explicitConnections === 1);
    await expect(connectionWith(adapter)).rejects.toMatchObject({
      code: 'EIP_OPEN_REFUSED',
      generalStatus: 1,
      extendedStatus: 0x0113,
    });
    await first.close();
    await (await connectionWith(adapter)).close();
    await until('none', () => adapter.status().counters.explicitConnections === 0);
  });

  it('of a size beyond its limit is refused with the limit', async () => {
    const adapter = await startedAdapter();
    const refused = connectionWith(adapter, { size: 4002 });
    await expect(refused).rejects.toMatchObject({ generalStatus: 1, extendedStatus: 0x0109 });
    await expect(refused).rejects.toThrow('980');
  });

  it('repeat(): the stored reply, nothing is run twice', async () => {
    const adapter = await startedAdapter();
    let runs = 0;
    adapter.define({
      classId: CLASS,
      name: 'Counting',
      services: { count: service({ code: 0x4b, reply: uint, run: async () => ++runs }) },
    });
    const connection = await connectionWith(adapter);
    expect(shown(await connection.request(run(0x4b)))).toBe('0: 0100');
    expect(shown(await connection.repeat())).toBe('0: 0100');
    expect(shown(await connection.request(run(0x4b)))).toBe('0: 0200');
    expect(adapter.status().counters.explicitRepeated).toBe(1);
  });

  it('repeat() while JavaScript still thinks: not run again, and the one reply comes', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    const held = defineHeld(adapter);
    const connection = await connectionWith(adapter);
    const first = connection.request(run(0x4b, 5, 0), { signal: AbortSignal.timeout(100) });
    await expect(first).rejects.toMatchObject({ name: 'TimeoutError' });
    const again = connection.repeat();
    await until('the repeated one', () => adapter.status().counters.explicitRepeated === 1);
    held[0]?.end();
    expect(shown(await again)).toBe('0: 0500');
    expect(held).toHaveLength(1);
  });

  it('that closes while JavaScript thinks: its signal is aborted, that of the session it came over is not', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    const held = defineHeld(adapter);
    const session = await sessionWith(adapter);
    const connection = await ExplicitConnection.over(session);
    const unconnected = session.request(run(0x4b, 1, 0));
    const givenUp = new AbortController();
    const connected = connection.request(run(0x4b, 2, 0), { signal: givenUp.signal }).catch((error) => error);
    await until('the handlers', () => held.length === 2);
    givenUp.abort(new Error('given up'));
    await connected;
    await connection.close();
    await until('the signal', () => held[1]?.signal.aborted === true);
    expect(held[1]?.signal.reason).toMatchObject({ code: 'EIP_PEER_GONE' });
    expect(held[0]?.signal.aborted).toBe(false);
    held[0]?.end();
    expect(shown(await unconnected)).toBe('0: 0100');
  });

  it('a late reply keeps its sequence count, behind that of a later request', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    const held = defineHeld(adapter);
    const replies: string[] = [];
    const tap = ({ from, bytes }: WirePacket) => {
      const { command, data } = decodeEncapsulation(bytes);
      if (from.address !== ADAPTER || command !== EncapsulationCommand.sendUnitData) return;
      const connected = connectedMessage(data);
      if (connected !== undefined) replies.push(`${connected.sequenceCount} ${shown(decodeReply(connected.message))}`);
    };
    const connection = await connectionWith(adapter, { tap });
    const givenUp = new AbortController();
    const late = connection.request(run(0x4b, 9, 0), { signal: givenUp.signal });
    await until('the handler', () => held.length === 1);
    givenUp.abort(new Error('given up'));
    await expect(late).rejects.toThrow('given up');
    expect(shown(await connection.request(get(1)))).toBe('0: 3412');
    held[0]?.end();
    await until('the late reply', () => replies.length === 2);
    expect(replies).toEqual(['2 0: 3412', '1 0: 0900']);
    expect(shown(await connection.repeat())).toBe('0: 3412');
    expect(shown(await connection.request(get(1)))).toBe('0: 3412');
  });
});
