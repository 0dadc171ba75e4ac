/** Assemblies and connections that come and go while an adapter runs. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type ConnectionEvent, layout, uint, type WritableAssembly } from '../../src/index.js';
import { block, sendBurst, until } from './adapter-rig.js';
import { addBoth, addedPeer, dataOf, failure, LISTENER, ORDER, OWNER, REPORT, sessionWith } from './assemblies-rig.js';
import { cell, eventsUntil, filled, packetWhere, peer } from './data-rig.js';

describe('while running', () => {
  test('an added pair is refused before, opens, carries data both ways, and is refused again', async () => {
    const adapter = await cell();
    expect(await failure(addedPeer(adapter).open())).toMatchObject({ generalStatus: 1, extendedStatus: 0x012a });
    const { order, report } = await addBoth(adapter);
    report.write(filled(9));
    const scanner = addedPeer(adapter);
    scanner.write(filled(7));
    const told = once(order, 'data');
    await scanner.open();
    expect(await told).toMatchObject([
      { value: filled(7), run: true, connection: { output: 'order', input: 'report' } },
    ]);
    await packetWhere(scanner, ({ value }) => value[0] === 9);
    const ended = eventsUntil(adapter, 'aborted');
    await adapter.removeAssembly('report');
    const [aborted] = (await ended).slice(-1);
    expect(aborted).toMatchObject({ reason: '"report" was removed from the adapter', connection: { input: 'report' } });
    expect(await failure(addedPeer(adapter).open())).toMatchObject({ generalStatus: 1, extendedStatus: 0x012a });
    expect(adapter.status().connections).toEqual([]);
  });

  test('the other connections go on', async () => {
    const adapter = await cell();
    const scanner = peer(adapter);
    await scanner.open();
    await addBoth(adapter);
    await adapter.removeAssembly('order');
    await adapter.removeAssembly('report');
    adapter.input('result').write(filled(3));
    await packetWhere(scanner, ({ value }) => value[0] === 3);
    expect(adapter.status().connections).toMatchObject([{ output: 'command', input: 'result' }]);
  });

  test('status() lists it until it is removed', async () => {
    const adapter = await cell();
    await addBoth(adapter);
    expect(adapter.status().assemblies.order).toMatchObject({ instance: 160, kind: 'output', size: 8, connections: 0 });
    await adapter.removeAssembly('order');
    expect(Object.keys(adapter.status().assemblies)).toEqual(['command', 'result', 'report']);
  });

  test('a layout gives its values types; output(name) and its like find it', async () => {
    const adapter = await cell();
    const part = await adapter.addAssembly('part', {
      instance: 200,
      kind: 'explicit',
      layout: layout({ id: uint(0) }),
    });
    const session = await sessionWith(adapter);
    await session.setAttributeSingle(dataOf(200), Uint8Array.of(5, 1));
    const { value }: { value: { id: number } } = part.read();
    expect(value).toEqual({ id: 0x105 });
    expect(adapter.explicit('part')).toBe(part);
    expect(() => adapter.output('part')).toThrow(TypeError);
  });

  test('prepare() comes before any peer: first value, handler', async () => {
    const adapter = await cell();
    const session = await sessionWith(adapter);
    const asked: Uint8Array[] = [];
    await adapter.addAssembly(
      'note',
      { instance: 200, kind: 'explicit', size: 1 },
      {
        prepare: (note) => note.onWrite(({ value }) => void asked.push(value)),
      },
    );
    await adapter.addAssembly('report', REPORT, {
      connections: [LISTENER],
      prepare: (report) => report.write(filled(4)),
    });
    await session.setAttributeSingle(dataOf(200), Uint8Array.of(1));
    expect(asked).toEqual([Uint8Array.of(1)]);
    const scanner = addedPeer(adapter, { type: 'input' });
    const first = once(scanner, 'data');
    await scanner.open();
    const [{ value }] = await first;
    expect([...value]).toEqual([...filled(4)]);
  });

  test('what prepare() throws rejects the call, and nothing is added', async () => {
    const adapter = await cell();
    const session = await sessionWith(adapter);
    const mistake = new Error('a mistake');
    let handle: WritableAssembly | undefined;
    const added = adapter.addAssembly(
      'note',
      { instance: 200, kind: 'explicit', size: 1 },
      {
        prepare: (note) => {
          handle = note as WritableAssembly;
          throw mistake;
        },
      },
    );
    await expect(added).rejects.toBe(mistake);
    expect(() => handle?.read()).toThrow(/was removed/);
    expect(await failure(session.getAttributeSingle(dataOf(200)))).toMatchObject({ generalStatus: 5 });
    await adapter.addAssembly('note', { instance: 200, kind: 'explicit', size: 1 });
    expect([...(await session.getAttributeSingle(dataOf(200)))]).toEqual([0]);
  });

  test('what comes before anybody can listen is told afterwards', async () => {
    const adapter = await cell();
    const adding = adapter.addAssembly('order', ORDER);
    const scanning = adding.then(() => adapter.addConnection({ ...OWNER, input: 'result' }));
    await scanning;
    const scanner = peer(adapter, { output: { instance: 160, size: 8 } });
    scanner.write(filled(6));
    await scanner.open();
    await until('data', () => adapter.output('order').read().run);
    await adapter.removeAssembly('order');
    // Again, and the packet is there before JavaScript hears that it was added.
    const again = adapter.addAssembly('order', ORDER, { connections: [{ ...OWNER, input: 'result' }] });
    const session = await sessionWith(adapter);
    block(20);
    const order = await again;
    const told = once(order, 'data');
    await session.setAttributeSingle(dataOf(160), filled(8));
    expect(await told).toMatchObject([{ value: filled(8) }]);
  });

  test('history, onLoss and watchdogMs of an added assembly work as those of the options', async () => {
    const adapter = await cell({ result: { watchdogMs: 60_000 } });
    const order = await adapter.addAssembly('order', { ...ORDER, history: 64, onLoss: 'zero' });
    await adapter.addAssembly('report', { ...REPORT, watchdogMs: 20, onWatchdog: 'close' }, { connections: [OWNER] });
    const [expired] = await once(adapter, 'watchdog');
    expect(expired).toMatchObject({ input: 'report', expired: true });
    adapter.input('report').touch();
    const [recovered] = await once(adapter, 'watchdog');
    expect(recovered).toMatchObject({ input: 'report', expired: false });
    await adapter.removeAssembly('report');
    await adapter.addAssembly('report', REPORT, { connections: [OWNER] });
    const firsts: (number | undefined)[] = [];
    const scanner = addedPeer(adapter, { rpiMs: 200 });
    await scanner.open();
    await until('run', () => adapter.status().connections[0]?.run === true);
    order.on('data', ({ value }) => firsts.push(value[0]));
    await sendBurst(
      adapter,
      [1, 2, 3, 4].map((fill) => filled(fill)),
    );
    await until('all of them', () => firsts.length >= 4);
    expect(firsts.slice(-4)).toEqual([1, 2, 3, 4]);
    await scanner.close();
    await until('zeroed', () => order.read().value[0] === 0);
  });

  test('change of state and trigger reach an added input', async () => {
    const adapter = await cell();
    const { report } = await addBoth(adapter);
    const scanner = addedPeer(adapter, { trigger: 'changeOfState', rpiMs: 1000, timeoutMultiplier: 3 });
    await scanner.open();
    report.write(filled(5));
    await packetWhere(scanner, ({ value }) => value[0] === 5);
    expect(() => report.trigger()).not.toThrow();
  });

  test('changes take turns: removed and added again under the same name and instance, without waiting', async () => {
    const adapter = await cell();
    const { report } = await addBoth(adapter);
    const scanner = addedPeer(adapter);
    await scanner.open();
    const events: ConnectionEvent[] = [];
    adapter.on('connection', (event) => events.push(event));
    const removed = adapter.removeAssembly('report');
    expect(() => report.write(filled(1))).toThrow(expect.objectContaining({ code: 'EIP_ASSEMBLY_REMOVED' }));
    const again = adapter.addAssembly('report', { ...REPORT, size: 4 }, { connections: [OWNER] });
    await removed;
    const other = await again;
    expect(other).not.toBe(report);
    expect(events.map(({ kind, connection }) => [kind, connection.input])).toContainEqual(['aborted', 'report']);
    other.write(filled(2, 4));
    const second = addedPeer(adapter, { input: { instance: 110, size: 4 } });
    await second.open();
    await packetWhere(second, ({ value }) => value.length === 4 && value[0] === 2);
  });

  test('an assembly of the options is removed as any other', async () => {
    const adapter = await cell();
    const scanner = peer(adapter);
    await scanner.open();
    const result = adapter.input('result');
    await adapter.removeAssembly('result');
    expect(() => result.write(filled(1))).toThrow(/removed/);
    expect(() => adapter.input('result')).toThrow(TypeError);
    expect(await failure(peer(adapter).open())).toMatchObject({ generalStatus: 1, extendedStatus: 0x012a });
    await adapter.addAssembly(
      'result',
      { instance: 100, kind: 'input', size: 8 },
      {
        connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
      },
    );
    const again = peer(adapter);
    await again.open();
    adapter.input('result').write(filled(8));
    await packetWhere(again, ({ value }) => value[0] === 8);
  });

  test('2,000 times added and removed, also beyond the limit at once: indexes and memory are used again', async () => {
    const adapter = await cell({ more: { limits: { assemblies: 4 } } });
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 2000; round++) {
      const one = await adapter.addAssembly('one', { instance: 200 + (round % 7), kind: 'explicit', size: 4096 });
      expect(one.read().ageMs).toBe(Number.POSITIVE_INFINITY);
      await adapter.removeAssembly('one');
    }
    await addBoth(adapter);
    expect(await failure(adapter.addAssembly('more', { instance: 300, kind: 'input', size: 1 }))).toMatchObject({
      code: 'EIP_OPTION_INVALID',
      option: 'limits.assemblies',
    });
    // 2,000 times 12 KiB would be 24 MiB and more.
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });
});

describe('connections', () => {
  test('one alone comes and goes; only its own I/O connections end', async () => {
    const adapter = await cell();
    await adapter.addConnection({ type: 'inputOnly', input: 'result' });
    const owner = peer(adapter);
    const listener = peer(adapter, { type: 'input' });
    await owner.open();
    await listener.open();
    const ended = eventsUntil(adapter, 'aborted');
    await adapter.removeConnection({ type: 'inputOnly', input: 'result' });
    const last = (await ended).at(-1);
    expect(last).toMatchObject({
      reason: 'the connection inputOnly was removed from the adapter',
      connection: { type: 'inputOnly' },
    });
    expect(adapter.status().connections).toMatchObject([{ type: 'exclusiveOwner' }]);
    expect(await failure(peer(adapter, { type: 'input' }).open())).toMatchObject({ extendedStatus: 0x012a });
    await adapter.addConnection({ type: 'inputOnly', input: 'result', most: 1 });
    await peer(adapter, { type: 'input' }).open();
  });
});
