import { describe, expect, it } from 'vitest';
import { LEVELS, type Level, reaches, Thresholds } from '../../../src/logging/levels.js';

const levels: Record<string, Level> = { line: 'warn', 'line.scanner': 'debug', 'line.scanner.raw': 'silent' };

describe('Thresholds', () => {
  it.each([
    ['other', 'info'],
    ['', 'info'],
    ['line', 'warn'],
    ['line.plc', 'warn'],
    ['line.plc.tags', 'warn'],
    ['line.scanner', 'debug'],
    ['line.scanner.x', 'debug'],
    ['line.scanner.raw', 'silent'],
    ['liner', 'info'],
    ['.line', 'info'],
    ['line.', 'warn'],
    ['constructor', 'info'],
    ['__proto__.x', 'info'],
  ] as const)('%s is at %s', (name, level) => expect(new Thresholds('info', levels).of(name)).toBe(level));

  it('remembers names, but not without end', () => {
    const thresholds = new Thresholds('info', levels);
    for (let i = 0; i < 5000; i++) thresholds.of(`line.${i}`);
    expect([thresholds.of('line.4999'), thresholds.of('x')]).toEqual(['warn', 'info']);
    expect((thresholds as unknown as { known: Map<string, Level> }).known.size).toBeLessThanOrEqual(1000);
  });
});

it('a level reaches those up to itself, and none reaches silent', () => {
  const passed = LEVELS.map(
    (threshold) => LEVELS.slice(0, -1).filter((level) => reaches(level as 'info', threshold)).length,
  );
  expect(passed).toEqual([6, 5, 4, 3, 2, 1, 0]);
});
