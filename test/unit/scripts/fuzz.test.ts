import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFuzzArguments, secondsEach, targetNames } from '../../../scripts/lib/fuzz.mjs';
import { seedsOf, vectorSeeds } from '../../../scripts/lib/fuzz-vectors.mjs';

const root = resolve(import.meta.dirname, '../../..');
const known = ['stateful', 'udp'];

test('every target has its seeds', () => {
  const names = targetNames();
  expect(names.length).toBeGreaterThanOrEqual(6);
  for (const name of names) expect(existsSync(join(root, 'fuzz', 'seeds', `${name}.c`)), name).toBe(true);
});

describe('arguments', () => {
  test.each([
    ['none: all targets', [], { targets: [] }],
    ['minutes and a target', ['--minutes', '10', 'udp'], { minutes: 10, targets: ['udp'] }],
    ['seconds each', ['--each', '20'], { each: 20, targets: [] }],
    ['a target named twice runs once', ['udp', 'udp'], { targets: ['udp'] }],
  ])('%s', (_rule, args, want) => {
    expect(parseFuzzArguments(args, known)).toEqual({ minutes: undefined, each: undefined, ...want });
  });

  test.each([
    ['an unknown target', ['tcp'], 'no fuzz target tcp; there are stateful, udp'],
    ['no time', ['--minutes', '0'], '--minutes wants a number above 0, not 0'],
    ['no number', ['--each', 'long'], '--each wants a number above 0, not long'],
    ['both times', ['--each', '1', '--minutes', '1'], '--minutes or --each, not both'],
    ['an unknown option', ['--hours', '1'], "Unknown option '--hours'"],
  ])('%s is refused', (_rule, args, message) => {
    expect(() => parseFuzzArguments(args, known)).toThrow(message);
  });
});

test.each([
  ['minutes are shared among the targets of a lane', { minutes: 30 }, 6, 2, 600],
  ['one target has them alone', { minutes: 10 }, 1, 1, 600],
  ['an odd number of targets still fits', { minutes: 3 }, 3, 2, 90],
  ['five minutes when nothing is said', {}, 6, 2, 100],
  ['seconds each are as they are', { each: 20 }, 6, 2, 20],
  ['never less than a second', { minutes: 0.001 }, 6, 1, 1],
])('%s', (_rule, options, targets, lanes, want) => {
  expect(secondsEach(options, targets, lanes)).toBe(want);
});

describe('seeds out of the vectors', () => {
  const vectors = [
    { kind: 'encapsulation', hex: '63 00' },
    { kind: 'request', hex: '0102' },
    { kind: 'forwardOpen', hex: '05', decoded: { large: true } },
    { kind: 'forwardOpen', hex: '06' },
    { kind: 'request', hex: '00'.repeat(256) },
  ];

  test.each([
    ['udp', ['00026300']],
    ['requests', ['00020102']],
    ['open_path', ['0105', '0006']],
    ['stateful', []],
  ])('%s', (target, want) => {
    expect(seedsOf(target, vectors).map((bytes: Buffer) => bytes.toString('hex'))).toEqual(want);
  });

  test.each(['udp', 'io_datagrams', 'open_path', 'requests'])('there are some for %s', (target) => {
    expect(vectorSeeds(target).length).toBeGreaterThan(3);
  });
});
