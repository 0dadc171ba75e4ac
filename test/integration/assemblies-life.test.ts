/** Assemblies that come and go: what is refused, requests that wait, stop and start, tags on what is gone. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Adapter, type AdapterOptions, bool, EipConfigError, ImplicitClient, layout } from '../../src/index.js';
import { until } from './adapter-rig.js';
import { addBoth, addedPeer, dataOf, failure, LISTENER, ORDER, OWNER, REPORT, sessionWith } from './assemblies-rig.js';
import { cell, filled, packetWhere, peer } from './data-rig.js';

describe('requests that wait', () => {
  test('a write is refused with 0x05, its handler hears it', async () => {
    const adapter = await cell();
    let reason: unknown;
    const asked = new Promise<void>((hear) => {
      void adapter.addAssembly(
        'note',
        { instance: 200, kind: 'explicit', size: 1 },
        {
          prepare: (note) =>
            note.onWrite(({ signal }) => {
              hear();
              return new Promise((done) => {
                signal.addEventListener('abort', () => {
                  reason = signal.reason;
                  done();
                });
              });
            }),
        },
      );
    });
    await until('it is there', () => 'note' in adapter.status().assemblies);
    const session = await sessionWith(adapter);
    const answer = failure(session.setAttributeSingle(dataOf(200), Uint8Array.of(1)));
    await asked;
    await adapter.removeAssembly('note');
    expect(await answer).toMatchObject({ generalStatus: 5 });
    expect(reason).toMatchObject({ code: 'EIP_ASSEMBLY_REMOVED', assembly: 'note' });
  });

  test.each([
    ['the configuration', (adapter: Adapter) => adapter.removeAssembly('setup')],
    ['the input', (adapter: Adapter) => adapter.removeAssembly('report')],
    ['the connection', (adapter: Adapter) => adapter.removeConnection(OWNER)],
  ])('a Forward Open is refused with 0x02 when %s is removed', async (_, remove) => {
    const adapter = await cell();
    let aborted = false;
    const asked = new Promise<void>((hear) => {
      void adapter.addAssembly(
        'setup',
        { instance: 161, kind: 'config', size: 2 },
        {
          prepare: (setup) =>
            setup.onConfig(({ signal }) => {
              hear();
              return new Promise((done) => {
                signal.addEventListener('abort', () => {
                  aborted = true;
                  done();
                });
              });
            }),
        },
      );
    });
    await adapter.addAssembly('order', ORDER);
    await adapter.addAssembly('report', REPORT, { connections: [{ ...OWNER, config: 'setup' }] });
    const answer = failure(addedPeer(adapter, { config: { instance: 161, data: Uint8Array.of(1, 2) } }).open());
    await asked;
    await remove(adapter);
    expect(await answer).toMatchObject({ generalStatus: 2 });
    expect(aborted).toBe(true);
  });
});

describe('before the start, and over stop and start', () => {
  const options: AdapterOptions = {
    host: '127.0.44.2',
    port: 0,
    ioPort: 0,
    identity: { vendorId: 1234, serialNumber: 1, productName: 'Empty' },
    assemblies: {},
  };

  test('what was added before it starts is there when it runs', async () => {
    await using adapter = new Adapter(options) as Adapter;
    const { report } = await addBoth(adapter);
    report.write(filled(6));
    expect(Object.keys(adapter.status().assemblies)).toEqual(['order', 'report']);
    await adapter.start();
    const scanner = addedPeer(adapter);
    await scanner.open();
    await packetWhere(scanner, ({ value }) => value[0] === 6);
  });

  test('what was added while running stays over stop and start; what was removed does not come back', async () => {
    const adapter = await cell();
    const { order, report } = await addBoth(adapter);
    await adapter.removeAssembly('command');
    await adapter.stop();
    expect(() => order.read()).toThrow(expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED' }));
    expect(Object.keys(adapter.status().assemblies)).toEqual(['result', 'order', 'report']);
    await adapter.addAssembly('0', { instance: 7, kind: 'explicit', size: 1 });
    expect(Object.keys(adapter.status().assemblies).sort()).toEqual(['0', 'order', 'report', 'result']);
    await adapter.start();
    report.write(filled(7));
    const scanner = addedPeer(adapter);
    scanner.write(filled(5));
    await scanner.open();
    await until('data', () => order.read().run);
    expect(order.read().value).toEqual(filled(5));
    expect(await failure(peer(adapter).open())).toMatchObject({ generalStatus: 1 });
    await adapter.removeAssembly('order');
    expect(() => order.read()).toThrow(/removed/);
  });

  test('stop() while it is under way: an addition is rejected and not there, a removal holds', async () => {
    const adapter = await cell();
    const session = await sessionWith(adapter);
    const adding = failure(adapter.addAssembly('order', ORDER));
    const stopped = adapter.stop();
    const error = await Promise.race([adding, stopped.then(() => undefined)]);
    await stopped;
    if (error === undefined) expect(Object.keys(adapter.status().assemblies)).toContain('order');
    session.destroy();
    await adapter.start();
    const removing = adapter.removeAssembly('command');
    await adapter.stop();
    await removing;
    expect(Object.keys(adapter.status().assemblies)).not.toContain('command');
  });
});

describe('refusals', () => {
  const add =
    (name: string, options: object, connections: readonly object[] = []) =>
    (adapter: Adapter) =>
      adapter.addAssembly(name, options as never, { connections: connections as never });
  const wrong: [string, (adapter: Adapter) => Promise<unknown>, string][] = [
    ['a name that is taken', add('command', ORDER), 'assemblies.command'],
    ['an instance that is taken', add('more', { ...ORDER, instance: 150 }), 'assemblies.more.instance'],
    ['an unknown option', add('more', { ...ORDER, sise: 4 }), 'assemblies.more.sise'],
    ['no size', add('more', { instance: 200, kind: 'explicit' }), 'assemblies.more.size'],
    ['more bytes than the limit', add('more', { ...ORDER, size: 513 }), 'assemblies.more.size'],
    ['a watchdog of an output', add('more', { ...ORDER, watchdogMs: 50 }), 'assemblies.more.watchdogMs'],
    ['the name of a prototype', add('__proto__', ORDER), 'assemblies.__proto__'],
    [
      'a connection to nothing',
      add('more', ORDER, [{ ...OWNER, output: 'more', input: 'nothing' }]),
      'connections[1].input',
    ],
    [
      'a pair that is there',
      (adapter) => adapter.addConnection({ type: 'exclusiveOwner', output: 'command', input: 'result' }),
      'connections[1]',
    ],
    ['more connections than the limit', (adapter) => adapter.addConnection(LISTENER as never), 'connections[1].input'],
    [
      'an instance that a heartbeat has',
      async (adapter) => {
        await adapter.addConnection({ type: 'inputOnly', input: 'result' });
        await adapter.addAssembly('more', { ...ORDER, instance: 152 });
      },
      'connections[1].output.heartbeat',
    ],
    ['a name that is not there', (adapter) => adapter.removeAssembly('nothing'), 'assemblies.nothing'],
    ['a pair that is not there', (adapter) => adapter.removeConnection(LISTENER), 'connections'],
  ];

  test.each(wrong)('%s: rejected by its path, nothing is changed', async (_, work, option) => {
    const adapter = await cell();
    const before = Object.keys(adapter.status().assemblies);
    const error = await failure(work(adapter));
    expect(error).toBeInstanceOf(EipConfigError);
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option });
    expect(Object.keys(adapter.status().assemblies)).toEqual(before);
    await addBoth(adapter);
    await addedPeer(adapter).open();
  });

  test('a limit of connections', async () => {
    const adapter = await cell({ more: { limits: { connectionPoints: 1 } } });
    const error = await failure(adapter.addConnection({ type: 'inputOnly', input: 'result' }));
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option: 'limits.connectionPoints' });
  });

  test('what a mirror or a listener needs is not removed', async () => {
    const adapter = await cell({ more: { mirror: [{ output: 'command', input: 'result' }] } });
    expect(await failure(adapter.removeAssembly('result'))).toMatchObject({ option: 'mirror[0].input' });
    await adapter.addConnection({ type: 'listenOnly', input: 'result' });
    const removal = adapter.removeConnection({ type: 'exclusiveOwner', output: 'command', input: 'result' });
    expect(await failure(removal)).toMatchObject({ code: 'EIP_OPTION_INVALID', option: 'connections[0]' });
    await peer(adapter).open();
  });

  test('a name that is none is a TypeError', async () => {
    const adapter = await cell();
    await expect(adapter.addAssembly(7 as never, ORDER)).rejects.toThrow(TypeError);
  });
});

describe('tags', () => {
  test('on assemblies that were removed say so, also when others have their name', async () => {
    const named = layout({ ready: bool(0, 0) });
    const adapter = await cell({ command: { layout: named }, result: { layout: named } });
    await using client = new ImplicitClient({
      adapter: adapter as Adapter<Record<'command' | 'result', never>>,
    }) as ImplicitClient;
    const scanner = peer(adapter);
    const connected = once(client, 'connected');
    await client.connect();
    await scanner.open();
    await connected;
    const disconnected = once(client, 'disconnected');
    await adapter.removeAssembly('command');
    await adapter.removeAssembly('result');
    expect(await disconnected).toMatchObject([{ reason: expect.stringContaining('"command" was removed') }]);
    await adapter.addAssembly(
      'result',
      { instance: 100, kind: 'input', size: 8 },
      {
        connections: [{ type: 'inputOnly', input: 'result' }],
      },
    );
    await peer(adapter, { type: 'input' }).open();
    const tags = await client.readTags(['command.ready', 'result.ready']);
    expect(tags['command.ready']).toMatchObject({ quality: 'disconnected', error: { code: 'EIP_TAG_DISCONNECTED' } });
    expect(tags['command.ready']?.error?.message).toContain('"command" was removed from the adapter');
    expect(tags['result.ready']).toMatchObject({ quality: 'disconnected', value: false });
    await expect(client.writeTag('result.ready', true)).rejects.toMatchObject({ code: 'EIP_ASSEMBLY_REMOVED' });
    const health = await client.healthCheck();
    expect(health).toMatchObject({ healthy: false, peers: [] });
    expect(health.assemblies.result?.reason).toBe('"result" was removed from the adapter');
  });
});
