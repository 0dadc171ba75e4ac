import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkEds, describeEds, generateEds } from '../../../src/eds/index.js';

const right = generateEds({
  host: '127.0.0.2',
  identity: { vendorId: 1234, serialNumber: 1, productName: 'Cell' },
  assemblies: {
    command: { instance: 150, kind: 'output', size: 32 },
    result: { instance: 100, kind: 'input', size: 32 },
    setup: { instance: 151, kind: 'config', size: 10 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
});
const lines = right.split('\r\n');

const line = fc.integer({ min: 0, max: lines.length - 1 });
const edit = fc.record({
  at: line,
  with: fc.oneof(
    fc.constantFrom(
      '',
      ',,,,;',
      '[Connection Manager]',
      '"',
      '{',
      'Param1 = ;',
      'Connection1 = 0xFFFFFFFFFF,,,,,,,,,,;',
    ),
    line.map((other) => lines[other] ?? ''),
    fc.string({ maxLength: 40 }),
  ),
});

test('a sound file with any lines changed is checked to its end, and every fault has a place in it', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
      const changed = [...lines];
      for (const { at, with: text } of edits) changed[at] = text;
      const { file, faults } = checkEds(changed.join('\r\n'));
      const count = changed.join('\n').split(/\r\n|\n|\r/).length;
      for (const fault of faults) expect(fault.line).toBeLessThanOrEqual(count);
      describeEds(file);
    }),
    { numRuns: 500 },
  );
});
