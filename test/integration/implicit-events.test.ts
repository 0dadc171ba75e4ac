/** What an implicit client tells of its originators and of itself, and how it ends. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { EipConnectionError, EipError, ImplicitClient } from '../../src/index.js';
import { ADAPTER, identity, newAdapter, SCANNER, scannerFor, startedAdapter, until } from './adapter-rig.js';
import { clientOf, heard, LONG_MS, listening, PATIENT, stateOf, untilState } from './implicit-rig.js';

const command = { instance: 150, kind: 'output', size: 4 } as const;

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

  test('its own adapter that ended by itself: error, failed, every wait ends; connect() begins anew', async () => {
    await using client = new ImplicitClient({
      adapter: { host: ADAPTER, port: 0, ioPort: 0, identity, assemblies: { command } },
      tags: { Recipe: { assembly: 'command', offset: 2, type: 'int' } },
    });
    await client.connect();
    const waited = client.connect({ waitForOriginatorMs: LONG_MS });
    const refused = expect(waited).rejects.toMatchObject({ code: 'EIP_NATIVE_FAILED' });
    await new Promise(setImmediate);
    const failure = new EipConnectionError('EIP_NATIVE_FAILED', 'The I/O thread ended');
    const told = once(client, 'error');
    // As the adapter does when its I/O thread is gone.
    await client.adapter.stop();
    client.adapter.emit('error', failure);
    expect(await told).toEqual([failure]);
    await refused;
    expect(client.state).toBe('failed');
    expect(await client.healthCheck()).toMatchObject({ healthy: false, state: 'failed', lastError: failure });
    await client.connect();
    expect([client.state, stateOf(client.adapter)]).toEqual(['connecting', 'running']);
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
