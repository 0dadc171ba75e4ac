/** Several adapters in one process, each on an address of its own with the same port numbers. */
import { describe, expect, test } from 'vitest';
import { until } from './adapter-rig.js';
import { cell, eventsUntil, filled, outputOf, packetWhere, peer } from './data-rig.js';

const HOSTS = ['127.0.44.2', '127.0.44.3', '127.0.44.4'];
/** Below the range that the system gives to others. */
const PORTS = { port: 14_819, ioPort: 12_223 };

const numbered = <T>(items: readonly T[]) => items.map((item, i) => [item, i] as const);

describe('several adapters', () => {
  test('each has its own data, both ways', async () => {
    const adapters = await Promise.all(HOSTS.map((host) => cell({ more: { host, ...PORTS } })));
    const scanners = adapters.map((adapter) => peer(adapter));
    for (const [adapter, i] of numbered(adapters)) adapter.input('result').write(filled(10 + i));
    const packets = scanners.map((scanner) => packetWhere(scanner, () => true));
    for (const [scanner, i] of numbered(scanners)) {
      scanner.write(filled(20 + i));
      await scanner.open();
    }
    for (const [packet, i] of numbered(packets)) expect((await packet).value[0]).toBe(10 + i);
    for (const [adapter, i] of numbered(adapters)) {
      await until(`data of ${HOSTS[i]}`, () => outputOf(adapter).read().value[0] === 20 + i);
      expect(adapter.status()).toMatchObject({ address: HOSTS[i], ...PORTS, counters: { ioConnections: 1 } });
    }
  });

  test('the end of one, by stop() or by its watchdog, does not touch the others', async () => {
    const [first, second, third] = await Promise.all([
      cell({ more: { host: '127.0.44.2', ...PORTS } }),
      cell({ more: { host: '127.0.44.3', ...PORTS }, result: { watchdogMs: 2000 } }),
      cell({ more: { host: '127.0.44.4', ...PORTS } }),
    ]);
    const scanners = [first, second, third].map((adapter) => peer(adapter));
    for (const scanner of scanners) await scanner.open();
    const aborted = [eventsUntil(first, 'aborted'), eventsUntil(second, 'aborted')];
    await first.stop();
    await Promise.all(aborted);
    third.input('result').write(filled(5));
    await packetWhere(scanners[2] as (typeof scanners)[0], ({ value }) => value[0] === 5);
    expect(third.status().connections).toMatchObject([{ run: true }]);
    expect([first, second, third].map((adapter) => adapter.status().state)).toEqual(['stopped', 'running', 'running']);
  });
});
