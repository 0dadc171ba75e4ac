/** How an implicit client connects: at once, by waiting for an originator, in vain, or aborted. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { EipConnectionError, EipTimeoutError, ImplicitClient } from '../../src/index.js';
import { ADAPTER, identity, newAdapter, scannerFor, startedAdapter, until } from './adapter-rig.js';
import { clientOf, LONG_MS, listening, PATIENT, stateOf } from './implicit-rig.js';

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
    const command = { instance: 150, kind: 'output', size: 4 } as const;
    await using client = new ImplicitClient({
      adapter: { host: ADAPTER, port: 0, ioPort: 0, identity, assemblies: { command } },
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
