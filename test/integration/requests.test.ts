/** Handlers that answer requests of the wire: onConfig, onWrite, onReset. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CipRefusal, type ConfigRequest, EipConnectionError } from '../../src/index.js';
import { objectPath, type Scanner, ServiceCode } from '../../src/testing.js';
import { newAdapter, type RigAdapter, scannerFor, sessionWith, startedAdapter, until } from './adapter-rig.js';
import { uncaughtWhile } from './uncaught.js';

const DATA = Uint8Array.of(1, 2, 3, 4);
const SETUP = { classId: 4, instance: 151, attribute: 3 };
const NOTE = { classId: 4, instance: 154, attribute: 3 };

const configuring = (adapter: RigAdapter): Scanner =>
  scannerFor(adapter, { config: { instance: 151, data: DATA }, connectionSerial: 77 });

const refusalOf = (work: Promise<unknown>): Promise<EipConnectionError> =>
  work.then(
    () => Promise.reject(new Error('not refused')),
    (error) => {
      expect(error).toBeInstanceOf(EipConnectionError);
      return error as EipConnectionError;
    },
  );

describe('onConfig', () => {
  it('accepts by returning: the handler sees value and candidate, then the connection opens', async () => {
    const adapter = await startedAdapter();
    const seen: ConfigRequest<Uint8Array>[] = [];
    const order: string[] = [];
    adapter.config('setup').onConfig((request) => {
      seen.push(request);
      order.push('asked');
    });
    adapter.config('setup').on('data', () => order.push('data'));
    adapter.on('connection', ({ kind }) => order.push(kind));
    const scanner = configuring(adapter);
    await scanner.open();
    await until('the events', () => order.length >= 3);
    expect(order.slice(0, 3)).toEqual(['asked', 'opened', 'data']);
    expect(seen[0]?.value).toEqual(DATA);
    expect(seen[0]?.connection).toMatchObject({
      type: 'exclusiveOwner',
      output: 'command',
      config: 'setup',
      connectionSerial: 77,
      originator: { address: '127.0.41.1' },
    });
    expect(adapter.config('setup').read().value).toEqual(DATA);
  });

  it('accepts later: the open waits for the promise', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    let accept: (() => void) | undefined;
    adapter.config('setup').onConfig(
      () =>
        new Promise<void>((done) => {
          accept = done;
        }),
    );
    const opening = configuring(adapter).open();
    await until('the handler', () => adapter.status().counters.pendingRequests === 1);
    expect(adapter.status().connections).toEqual([]);
    await until('the handler is asked', () => accept !== undefined);
    accept?.();
    await opening;
    await until('the connection', () => adapter.status().connections.length === 1);
  });

  it.each([
    ['without a status: 01/0129', [] as number[], 0x01, 0x0129],
    ['with one', [0x09], 0x09, undefined],
    ['with an extended one', [0x01, 0x0110], 0x01, 0x0110],
  ])('refuses %s', async (_what, statuses, generalStatus, extendedStatus) => {
    const adapter = await startedAdapter();
    const told: string[] = [];
    adapter.on('connection', ({ kind }) => told.push(kind));
    adapter.config('setup').on('data', () => told.push('data'));
    adapter.config('setup').onConfig(async () => {
      throw new CipRefusal(...statuses);
    });
    const refused = await refusalOf(configuring(adapter).open());
    expect(refused).toMatchObject({ code: 'EIP_OPEN_REFUSED', generalStatus });
    expect(refused.extendedStatus).toBe(extendedStatus);
    expect(told).toEqual([]);
    expect(adapter.config('setup').read().value).toEqual(new Uint8Array(4));
  });

  it('another error refuses with 01/0129 and is an uncaught exception', async () => {
    const adapter = await startedAdapter();
    adapter.config('setup').onConfig(() => {
      throw new Error('a bug');
    });
    const caught = await uncaughtWhile(async () => {
      const refused = await refusalOf(configuring(adapter).open());
      expect(refused).toMatchObject({ generalStatus: 0x01, extendedStatus: 0x0129 });
    });
    expect(caught).toEqual([new Error('a bug')]);
  });

  it('no answer in time: 01/0129, the signal is aborted, a late answer opens nothing', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 30 });
    let end = () => {};
    let signal: AbortSignal | undefined;
    adapter.config('setup').onConfig(({ signal: given }) => {
      signal = given;
      return new Promise<void>((done) => {
        end = done;
      });
    });
    const refused = await refusalOf(configuring(adapter).open());
    expect(refused).toMatchObject({ generalStatus: 0x01, extendedStatus: 0x0129 });
    await until('the signal', () => signal?.aborted === true);
    expect(signal?.reason).toMatchObject({ code: 'EIP_REQUEST_EXPIRED' });
    end();
    adapter.config('setup').onConfig(undefined);
    await configuring(adapter).open();
    await until('the connection', () => adapter.status().counters.ioConnections === 1);
    expect(adapter.status().counters.requestsExpired).toBe(1);
  });

  it('a scanner that goes while the handler thinks: its signal is aborted, and its place is free', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    let signal: AbortSignal | undefined;
    adapter.config('setup').onConfig((request) => {
      signal = request.signal;
      return new Promise<void>(() => {});
    });
    const scanner = configuring(adapter);
    const opening = scanner.open().catch((error) => error);
    await until('the handler', () => signal !== undefined);
    scanner.destroy();
    await opening;
    await until('the signal', () => signal?.aborted === true);
    expect(signal?.reason).toMatchObject({ code: 'EIP_PEER_GONE' });
    adapter.config('setup').onConfig(undefined);
    await configuring(adapter).open();
  });

  it('an explicit message that sets the assembly is asked about too, without a connection', async () => {
    const adapter = await startedAdapter();
    adapter.config('setup').onConfig(({ value, connection }) => {
      expect(connection).toBeUndefined();
      if (value[0] === 9) throw new CipRefusal();
    });
    const session = await sessionWith(adapter);
    expect(await refusalOf(session.setAttributeSingle(SETUP, Uint8Array.of(9, 0, 0, 0)))).toMatchObject({
      generalStatus: 0x09,
    });
    await session.setAttributeSingle(SETUP, DATA);
    expect(Uint8Array.from(await session.getAttributeSingle(SETUP))).toEqual(DATA);
  });

  it('a handler given before start() holds from the first request on, and over a restart', async () => {
    const adapter = newAdapter();
    let asked = 0;
    adapter.config('setup').onConfig(() => {
      asked++;
    });
    for (const times of [1, 2]) {
      await adapter.start();
      await configuring(adapter).open();
      expect(asked).toBe(times);
      await adapter.stop();
    }
  });

  it('what is no handler is a TypeError', () => {
    const adapter = newAdapter();
    expect(() => adapter.config('setup').onConfig(1 as never)).toThrow(TypeError);
    expect(() => adapter.onReset({} as never)).toThrow(TypeError);
  });
});

describe('onWrite', () => {
  it('decides on explicit messages: accepted is stored and told, refused is neither', async () => {
    const adapter = await startedAdapter();
    adapter.explicit('note').onWrite(async ({ value }) => {
      if (value[0] !== 1) throw new CipRefusal(0x09, 0x1234);
    });
    const session = await sessionWith(adapter);
    const told = once(adapter.explicit('note'), 'data');
    await session.setAttributeSingle(NOTE, Uint8Array.of(1, 2));
    expect((await told)[0]).toMatchObject({ value: Uint8Array.of(1, 2), connection: undefined });
    const refused = await refusalOf(session.setAttributeSingle(NOTE, Uint8Array.of(3, 4)));
    expect(refused).toMatchObject({ generalStatus: 0x09, extendedStatus: 0x1234 });
    expect(Uint8Array.from(await session.getAttributeSingle(NOTE))).toEqual(Uint8Array.of(1, 2));
  });

  it('sees the value as the layout says, and is not asked about cyclic data', async () => {
    const adapter = await startedAdapter();
    const seen: unknown[] = [];
    adapter.output('command').onWrite(({ value }) => {
      seen.push(value);
    });
    const session = await sessionWith(adapter);
    const command = { classId: 4, instance: 150, attribute: 3 };
    await session.setAttributeSingle(command, Uint8Array.of(1, 0, 5, 0, 0, 0, 0, 0));
    const scanner = scannerFor(adapter);
    const told = once(adapter.output('command'), 'data');
    scanner.write(Uint8Array.of(0, 0, 7, 0, 0, 0, 0, 0));
    await scanner.open();
    await told;
    expect(seen).toEqual([{ start: true, recipe: 5, x: 0 }]);
  });

  it('the 33rd pending request gets 0x02, the others their answers', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    const answers: (() => void)[] = [];
    adapter.explicit('note').onWrite(
      () =>
        new Promise<void>((done) => {
          answers.push(done);
        }),
    );
    const session = await sessionWith(adapter);
    const sets = Array.from({ length: 32 }, (_, i) => session.setAttributeSingle(NOTE, Uint8Array.of(i, 0)));
    await until('32 handlers', () => answers.length === 32);
    expect(await refusalOf(session.setAttributeSingle(NOTE, DATA.subarray(0, 2)))).toMatchObject({
      generalStatus: 0x02,
    });
    for (const answer of answers) answer();
    await Promise.all(sets);
    await until('no request is pending', () => adapter.status().counters.pendingRequests === 0);
  });

  it('limits.pendingRequests bounds them', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000, limits: { pendingRequests: 1 } });
    let answer: (() => void) | undefined;
    adapter.explicit('note').onWrite(
      () =>
        new Promise<void>((done) => {
          answer = done;
        }),
    );
    const session = await sessionWith(adapter);
    const first = session.setAttributeSingle(NOTE, Uint8Array.of(1, 1));
    await until('the handler', () => answer !== undefined);
    expect(await refusalOf(session.setAttributeSingle(NOTE, Uint8Array.of(2, 2)))).toMatchObject({
      generalStatus: 0x02,
    });
    answer?.();
    await first;
  });

  it('stop() while a handler works: its signal says so, its answer goes nowhere', async () => {
    const adapter = await startedAdapter({ requestTimeoutMs: 60_000 });
    let signal: AbortSignal | undefined;
    let answer = () => {};
    adapter.explicit('note').onWrite((request) => {
      signal = request.signal;
      return new Promise<void>((done) => {
        answer = done;
      });
    });
    const session = await sessionWith(adapter);
    const set = session.setAttributeSingle(NOTE, Uint8Array.of(1, 1));
    const ended = refusalOf(set);
    await until('the handler', () => signal !== undefined);
    await adapter.stop();
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ code: 'EIP_ADAPTER_NOT_STARTED' });
    answer();
    expect(await ended).toMatchObject({ code: 'EIP_CONNECTION_LOST' });
    await adapter.start();
    expect(adapter.explicit('note').read().value).toEqual(new Uint8Array(2));
  });

  it('an answer that is given right before stop() reaches the peer', async () => {
    const adapter = await startedAdapter();
    adapter.explicit('note').onWrite(() => {
      queueMicrotask(() => void adapter.stop());
    });
    const session = await sessionWith(adapter);
    await session.setAttributeSingle(NOTE, Uint8Array.of(1, 1));
    expect(adapter.status().state).toBe('stopped');
  });
});

describe('onReset', () => {
  const reset = (type?: number) => ({
    service: ServiceCode.reset,
    path: objectPath(1, 1),
    data: type === undefined ? new Uint8Array(0) : Uint8Array.of(type),
  });

  it('without a handler Reset is switched off: 0x0F', async () => {
    const session = await sessionWith(await startedAdapter());
    expect(await session.request(reset(0))).toMatchObject({ status: 0x0f });
  });

  it('gets type 0 (also without a byte) and 1; the reply comes when it accepts', async () => {
    const adapter = await startedAdapter();
    const types: number[] = [];
    adapter.onReset(async ({ type }) => {
      types.push(type);
    });
    const session = await sessionWith(adapter);
    for (const type of [undefined, 0, 1]) expect(await session.request(reset(type))).toMatchObject({ status: 0 });
    expect(types).toEqual([0, 0, 1]);
    expect(await session.request(reset(2))).toMatchObject({ status: 0x20 });
    expect(types).toHaveLength(3);
  });

  it('may refuse, 0x0C by default, and may be taken away', async () => {
    const adapter = newAdapter();
    adapter.onReset(() => {
      throw new CipRefusal();
    });
    await adapter.start();
    const session = await sessionWith(adapter);
    expect(await session.request(reset(0))).toMatchObject({ status: 0x0c });
    adapter.onReset(undefined);
    expect(await session.request(reset(0))).toMatchObject({ status: 0x0f });
  });
});
