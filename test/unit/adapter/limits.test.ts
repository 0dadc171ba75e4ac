/** Limits of what may come later: by default some room beside what the options name. */
import { describe, expect, it } from 'vitest';
import { nativeOptions } from '../../../src/adapter/native-options.js';
import { normalise } from '../../../src/adapter/options.js';

const good = {
  identity: { vendorId: 1, serialNumber: 1, productName: 'Limits' },
  assemblies: {
    command: { instance: 150, kind: 'output', size: 32 },
    result: { instance: 100, kind: 'input', size: 32 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
};

describe('limits', () => {
  it('of explicit data no table depends, of cyclic data they do', () => {
    const big = { instance: 9, kind: 'explicit', size: 4000 };
    const cyclic = { instance: 10, kind: 'input', size: 700 };
    const limits = (more: object) =>
      nativeOptions(normalise({ ...good, assemblies: { ...good.assemblies, ...more } }), '127.0.0.2').limits;
    expect([limits({ big }).maxIoData, limits({ cyclic }).maxIoData]).toEqual([512, 700]);
  });

  it('those that are given hold', () => {
    const limits = { assemblies: 2, connectionPoints: 1, maxIoData: 32 };
    expect(nativeOptions(normalise({ ...good, limits }), '127.0.0.2').limits).toMatchObject(limits);
  });

  it.each([
    [{ assemblies: 1 }, 'limits.assemblies'],
    [{ maxIoData: 31 }, 'assemblies.command.size'],
  ])('%o: what is more is refused', (limits, option) => {
    expect(() => normalise({ ...good, limits })).toThrow(expect.objectContaining({ option }));
  });
});
