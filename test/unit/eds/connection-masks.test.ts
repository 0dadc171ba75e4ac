import { describe, expect, it } from 'vitest';
import { connectionParameters, type Shape, triggerTransport } from '../../../src/eds/connection-masks.js';
import { inputShape, outputShape } from '../../../src/eds/declared-connection.js';

describe('the masks of a connection', () => {
  it.each([
    ['exclusiveOwner', 0x04010002],
    ['inputOnly', 0x02010002],
    ['listenOnly', 0x01010002],
  ] as const)('trigger and transport of %s: class 1, cyclic', (type, mask) =>
    expect(triggerTransport(type)).toBe(mask),
  );

  const data = (format: Shape['format'], more: Partial<Shape> = {}): Shape => ({
    format,
    variable: false,
    multicast: false,
    ...more,
  });

  it.each([
    ['32-bit header, modeless', data('header32'), data('modeless'), 0x44440405],
    ['T->O multicast too', data('header32'), data('modeless', { multicast: true }), 0x44640405],
    ['heartbeat, 32-bit header', data('heartbeat'), data('header32', { multicast: true }), 0x44644305],
    ['zero length both ways', data('zeroLength'), data('zeroLength'), 0x44441105],
    ['modeless both ways', data('modeless'), data('modeless'), 0x44440005],
    ['O->T variable too', data('header32', { variable: true }), data('modeless'), 0x44440407],
    ['both variable too', data('header32', { variable: true }), data('modeless', { variable: true }), 0x4444040f],
  ])('connection parameters: %s', (_case, outputs, inputs, mask) =>
    expect(connectionParameters(outputs, inputs)).toBe(mask),
  );

  it('of a declared connection: its formats and ranges; T->O to several, O->T to us alone', () => {
    const declared = { outputFormat: 'heartbeat', inputFormat: 'zeroLength', inputSizes: { least: 0 } } as const;
    expect(outputShape(declared)).toEqual({ format: 'heartbeat', variable: false, multicast: false });
    expect(inputShape(declared)).toEqual({ format: 'zeroLength', variable: true, multicast: true });
  });
});
