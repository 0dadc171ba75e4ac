/** The life of an implicit client: connect, wait, abort, close, and what it tells meanwhile. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { EipConnectionError, EipError, EipTimeoutError, ImplicitClient } from '../../src/index.js';
import { ADAPTER, identity, newAdapter, SCANNER, scannerFor, startedAdapter, until } from './adapter-rig.js';
import { clientOf, heard, listening, untilState } from './implicit-rig.js';

/** Longer than any test: what ends such a wait is something else. */
const LONG_MS = 600_000;
const PATIENT = { rpiMs: 20, timeoutMultiplier: 7 };

const stateOf = (adapter: { status(): { readonly state: string } }) => adapter.status().state;

describe('connect()', () => {
  test('starts the adapter and resolves at once, listening; close() stops it', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    expect([client.state, stateOf(adapter)]).toEqual(['new', 'new']);
    await client.connect();
    expect([client.state, stateOf(adapter)]).toEqual(['connecting', 'running']);
    await client.close();
    expect([client.state, stateOf(adapter)]).toEqual(['closed', 'stopped']);
  });

  test('an adapter that runs already is neither started nor stopped', async () => {
    const adapter = await startedAdapter();
    const client = clientOf(adapter);
    await client.connect();
    await client.close();
    expect(stateOf(adapter)).toBe('running');
    expect(adapter.listenerCount('connection') + adapter.listenerCount('resync') + adapter.listenerCount('error')).toBe(
      0,
    );
    expect(adapter.output('command').listenerCount('data')).toBe(0);
  });

  test('tells its own adapter by `adapter`; options of one are enough', async () => {
    const { command, result } = TAGS_BY_BYTES;
    await using client = new ImplicitClient({
      adapter: { host: ADAPTER, port: 0, ioPort: 0, identity, assemblies: { command, result } },
      tags: { Recipe: { assembly: 'command', offset: 2, type: 'int' } },
    });
    await client.connect();
    expect(stateOf(client.adapter)).toBe('running');
  });

  test('with waitForOriginatorMs: resolved when an originator feeds the outputs, and readTag answers then', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const connected = client.connect({ waitForOriginatorMs: LONG_MS });
    await until('listening', () => stateOf(adapter) === 'running');
    const scanner = scannerFor(adapter, PATIENT);
    scanner.write(Uint8Array.of(1, 0, 42, 0));
    await scanner.open();
    await connected;
    expect(client.state).toBe('connected');
    expect(await client.readTag('Recipe')).toBe(42);
  });

  test('an originator that is there already: resolved at once', async () => {
    const adapter = await startedAdapter();
    await scannerFor(adapter, PATIENT).open();
    await until('fed', () => adapter.output('command').read().run);
    const client = clientOf(adapter);
    await client.connect({ waitForOriginatorMs: 1 });
    expect(client.state).toBe('connected');
  });

  test('an originator that idles is one: what it sends is told as idle', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const connected = client.connect({ waitForOriginatorMs: LONG_MS });
    await until('listening', () => stateOf(adapter) === 'running');
    const scanner = scannerFor(adapter, PATIENT);
    scanner.run = false;
    await scanner.open();
    await connected;
    await expect(client.readTag('Recipe')).rejects.toMatchObject({ code: 'EIP_TAG_IDLE' });
  });

  test('several calls at once share one adapter, each with its own bound', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const long = client.connect({ waitForOriginatorMs: LONG_MS });
    const short = client.connect({ waitForOriginatorMs: 20 });
    await expect(short).rejects.toThrow(EipTimeoutError);
    expect([client.state, stateOf(adapter)]).toEqual(['connecting', 'running']);
    await scannerFor(adapter, PATIENT).open();
    await long;
    await client.connect();
    expect(client.state).toBe('connected');
  });

  test('what start() throws: nothing is left open, and it may be called again', async () => {
    const blocker = createServer().listen(0, ADAPTER);
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const client = clientOf(newAdapter({ port }));
    await expect(client.connect()).rejects.toMatchObject({ code: 'EIP_PORT_IN_USE' });
    expect(client.state).toBe('new');
    expect((await client.healthCheck()).lastError).toMatchObject({ code: 'EIP_PORT_IN_USE' });
    blocker.close();
    await once(blocker, 'close');
    await client.connect();
    expect(client.state).toBe('connecting');
  });

  test.each([
    [{ waitForOriginatorMs: 0 }, 'waitForOriginatorMs'],
    [{ waitForOriginatorMs: 2 ** 31 }, 'waitForOriginatorMs'],
    [{ waitForOrginatorMs: 5 }, 'waitForOrginatorMs'],
    [{ signal: 'now' }, 'signal'],
  ])('%j is refused', async (options, option) => {
    const adapter = newAdapter();
    await expect(clientOf(adapter).connect(options as never)).rejects.toMatchObject({
      code: 'EIP_OPTION_INVALID',
      option,
    });
    expect(stateOf(adapter)).toBe('new');
  });
});

describe('nobody comes in time', () => {
  test('EipTimeoutError says what was seen and what to check; the adapter is stopped again', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const error = await client.connect({ waitForOriginatorMs: 20 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EipTimeoutError);
    expect(error).toMatchObject({ code: 'EIP_ORIGINATOR_TIMEOUT', address: ADAPTER });
    const { message } = error as Error;
    expect(message).toMatch(
      /^Waited 20 ms at 127\.0\.41\.2, TCP \d+ and UDP \d+: no originator is connected to "command"/,
    );
    expect(message).toContain('Nobody has spoken to it');
    expect(message).toContain('I/O configuration');
    expect([client.state, stateOf(adapter)]).toEqual(['new', 'stopped']);
  });

  test('a refused Forward Open is named', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const waited = client.connect({ waitForOriginatorMs: 3000 });
    await until('listening', () => stateOf(adapter) === 'running');
    const wrong = scannerFor(adapter, { output: { instance: 150, size: 9 } });
    await expect(wrong.open()).rejects.toThrow(EipConnectionError);
    await expect(waited).rejects.toThrow('1 Forward Opens were refused');
  });

  test('an adapter that ran before goes on running', async () => {
    const adapter = await startedAdapter();
    await expect(clientOf(adapter).connect({ waitForOriginatorMs: 10 })).rejects.toThrow(EipTimeoutError);
    expect(stateOf(adapter)).toBe('running');
    expect(adapter.listenerCount('connection')).toBe(0);
  });

  test('a client that listens already goes on listening', async () => {
    const { adapter, client } = await listening();
    await expect(client.connect({ waitForOriginatorMs: 10 })).rejects.toThrow(EipTimeoutError);
    expect([client.state, stateOf(adapter)]).toEqual(['connecting', 'running']);
  });
});

describe('abort', () => {
  test('before the call: nothing is begun', async () => {
    const adapter = newAdapter();
    const reason = new Error('not today');
    await expect(clientOf(adapter).connect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(stateOf(adapter)).toBe('new');
  });

  test.each([0, 1, 2, 3, 5, 8])(
    '%i turns of the microtask queue after the call: nothing is left open',
    async (turns) => {
      const adapter = newAdapter();
      const client = clientOf(adapter);
      const abort = new AbortController();
      const reason = new Error('changed my mind');
      const connected = client.connect({ signal: abort.signal, waitForOriginatorMs: LONG_MS });
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      abort.abort(reason);
      await expect(connected).rejects.toBe(reason);
      expect(stateOf(adapter)).not.toBe('running');
      expect([client.state, adapter.listenerCount('connection')]).toEqual(['new', 0]);
      expect(adapter.output('command').listenerCount('data')).toBe(0);
    },
  );

  test('while waiting: nothing is left open, and the signal is let go', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const abort = new AbortController();
    const connected = client.connect({ signal: abort.signal, waitForOriginatorMs: LONG_MS });
    await until('listening', () => stateOf(adapter) === 'running');
    abort.abort();
    await expect(connected).rejects.toMatchObject({ name: 'AbortError' });
    expect([client.state, stateOf(adapter)]).toEqual(['new', 'stopped']);
    await client.connect();
    expect(client.state).toBe('connecting');
  });

  test('after it was connected the signal means nothing', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const abort = new AbortController();
    await client.connect({ signal: abort.signal });
    abort.abort();
    expect([client.state, stateOf(adapter)]).toEqual(['connecting', 'running']);
  });

  test('of a read or write: it rejects with the reason', async () => {
    const { client } = await listening();
    const reason = new Error('no longer wanted');
    const signal = AbortSignal.abort(reason);
    await expect(client.readTags(['Recipe'], { signal })).rejects.toBe(reason);
    await expect(client.readTag('Recipe', { signal })).rejects.toBe(reason);
    await expect(client.writeTag('Ready', true, { signal })).rejects.toBe(reason);
    await expect(client.writeTags({ Ready: true }, { signal })).rejects.toBe(reason);
    expect(await client.readTag('Ready')).toBe(false);
  });
});

describe('events', () => {
  test('connected, disconnected with the reason, reconnecting, connected again', async () => {
    const { adapter, client } = await listening();
    const events = heard(client);
    const first = scannerFor(adapter, PATIENT);
    await first.open();
    await untilState(client, 'connected');
    await first.close();
    await untilState(client, 'reconnecting');
    await scannerFor(adapter, PATIENT).open();
    await untilState(client, 'connected');
    expect(events.map(({ event }) => event)).toEqual(['connected', 'disconnected', 'reconnecting', 'connected']);
    expect(events[0]?.payload).toMatchObject({ peers: [{ address: SCANNER }] });
    expect(events[1]?.payload).toEqual({ reason: `${SCANNER}: closed by the originator (Forward Close)` });
  });

  test('a scanner that lost power: the error says so, and is the last one of the health check', async () => {
    const { adapter, client } = await listening();
    const scanner = scannerFor(adapter, { rpiMs: 5, timeoutMultiplier: 5 });
    const connected = once(client, 'connected');
    const told = once(client, 'disconnected');
    await scanner.open();
    await connected;
    scanner.destroy();
    const [{ reason, error }] = (await told) as [{ reason: string; error?: Error }];
    expect(reason).toContain("within the watchdog's time");
    expect(error).toMatchObject({ code: 'EIP_ORIGINATOR_LOST', address: SCANNER });
    expect((await client.healthCheck()).lastError).toBe(error);
  });

  test('close() while connected: disconnected, said to be closed, and nothing after it', async () => {
    const { adapter, client } = await listening();
    const events = heard(client);
    await scannerFor(adapter, PATIENT).open();
    await untilState(client, 'connected');
    await client.close();
    expect(events.map(({ event }) => event)).toEqual(['connected', 'disconnected']);
    expect(events[1]?.payload).toEqual({ reason: 'the client was closed' });
  });

  test('an adapter that its owner stops: disconnected, nothing waits, and failed', async () => {
    const adapter = await startedAdapter();
    const client = clientOf(adapter);
    await client.connect();
    const events = heard(client);
    await scannerFor(adapter, PATIENT).open();
    await untilState(client, 'connected');
    await adapter.stop();
    expect(events.map(({ event }) => event)).toEqual(['connected', 'disconnected']);
    expect(events[1]?.payload).toMatchObject({ error: { code: 'EIP_ORIGINATOR_LOST' } });
    expect(client.state).toBe('failed');
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      reason: 'the adapter does not run',
      adapter: 'stopped',
    });
    await client.connect();
    expect([client.state, stateOf(adapter)]).toEqual(['reconnecting', 'running']);
  });

  test('what a listener throws does not keep the others from hearing', async () => {
    const { adapter, client } = await listening();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    try {
      const thrown = once(process, 'uncaughtException');
      client.on('connected', () => {
        throw new Error('first');
      });
      const second = once(client, 'connected');
      await scannerFor(adapter, PATIENT).open();
      await second;
      expect(await thrown).toMatchObject([{ message: 'first' }, 'uncaughtException']);
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});

describe('close()', () => {
  test('ends every wait of connect() with EIP_CLIENT_CLOSED', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const waits = [1, 2].map(() => client.connect({ waitForOriginatorMs: LONG_MS }));
    const settled = Promise.allSettled(waits);
    await until('listening', () => stateOf(adapter) === 'running');
    await client.close();
    for (const result of await settled) expect(result).toMatchObject({ reason: { code: 'EIP_CLIENT_CLOSED' } });
    expect(stateOf(adapter)).toBe('stopped');
  });

  test('right after connect() was called: the adapter does not stay', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    const connected = client.connect();
    await client.close();
    await expect(connected).rejects.toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    expect(stateOf(adapter)).not.toBe('running');
  });

  test('in a handler of connected: connect() rejects, nothing stays', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    let closed: Promise<void> | undefined;
    client.on('connected', () => {
      closed = client.close();
    });
    const connected = client.connect({ waitForOriginatorMs: LONG_MS });
    const refused = expect(connected).rejects.toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    await until('listening', () => stateOf(adapter) === 'running');
    await scannerFor(adapter, PATIENT).open();
    await refused;
    await closed;
    expect(stateOf(adapter)).toBe('stopped');
  });

  test('in a handler of disconnected, and twice, is nothing more', async () => {
    const { adapter, client } = await listening();
    client.on('disconnected', () => void client.close());
    await scannerFor(adapter, PATIENT).open();
    await untilState(client, 'connected');
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect([client.state, stateOf(adapter)]).toEqual(['closed', 'stopped']);
  });

  test('every other call is refused afterwards; healthCheck() answers', async () => {
    const { client } = await listening();
    await client.close();
    const calls = [
      () => client.connect(),
      () => client.readTags(['Recipe']),
      () => client.readTag('Recipe'),
      () => client.writeTag('Ready', true),
      () => client.writeTags({ Ready: true }),
    ];
    for (const call of calls) {
      const error = await (call() as Promise<unknown>).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EipError);
      expect(error).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    }
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      state: 'closed',
      reason: 'the client is closed',
    });
  });

  test('await using closes at the end of the block', async () => {
    const adapter = newAdapter();
    {
      await using client = clientOf(adapter);
      await client.connect();
    }
    expect(stateOf(adapter)).toBe('stopped');
  });
});

const TAGS_BY_BYTES = {
  command: { instance: 150, kind: 'output', size: 4 },
  result: { instance: 100, kind: 'input', size: 4 },
} as const;
