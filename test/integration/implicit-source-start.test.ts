/** A source whose scanner is there before it. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Adapter } from '../../src/index.js';
import { command, scannerFor, sourceFor } from './implicit-source-rig.js';
import { Emitted } from './source-rig.js';

const PACKET = { groups: { order: { assembly: 'command', tags: ['count'], report: 'packet' } } } as const;
const countNow = (adapter: Adapter) => (adapter.output('command').read().value as { count: number }).count;

test('packets that come while it starts are told, each of them, by the adapter that it starts', async () => {
  const { adapter, source } = sourceFor(PACKET);
  const start = adapter.start.bind(adapter);
  // A scanner that is quicker than this process: it has sent some before the start is over.
  adapter.start = async () => {
    await start();
    const scanner = scannerFor(adapter);
    scanner.write(command({ count: 1 }));
    await scanner.open();
    for (let count = 1; count <= 5; count++) {
      scanner.write(command({ count }));
      while (countNow(adapter) !== count) await once(scanner, 'data');
    }
  };
  const emitted = new Emitted();
  await source.start(emitted.emit);
  await emitted.untilGood('count', 5);
  expect(emitted.good('count')).toEqual([1, 2, 3, 4, 5]);
  expect(source.status().groups.order?.overruns).toBe(0);
});
