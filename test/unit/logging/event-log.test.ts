import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../src/logging/event-log.js';
import { LineBudget } from '../../../src/logging/line-budget.js';

describe('LineBudget', () => {
  it('lets so many through at once, then so many a second, and tells what it kept back', () => {
    const start = performance.now();
    const budget = new LineBudget(3, 2);
    const seen = [0, 0, 0, 0, 0, 499, 501, 501, 1001, 60_000].map((ms) => budget.take(start + 1000 + ms));
    expect(seen).toEqual([0, 0, 0, undefined, undefined, undefined, 3, undefined, 1, 0]);
  });
});

describe('EventLog', () => {
  it('bounds each event by itself', () => {
    const told: Record<string, unknown>[] = [];
    const call = (fields: object) => told.push(fields as Record<string, unknown>);
    const events = new EventLog({ debug: call, info: call, warn: call, error: call });
    for (let n = 0; n < 5000; n++) events.log('info', 'flood', { n }, 'x');
    events.log('warn', 'other', {}, 'y');
    const flood = told.filter(({ event }) => event === 'flood');
    expect(flood.length).toBeGreaterThanOrEqual(300);
    expect(flood.length).toBeLessThan(1000);
    expect(told.at(-1)).toEqual({ event: 'other' });
  });

  it('without a logger does nothing, and a logger that throws is not heard', () => {
    expect(new EventLog(undefined).isOn).toBe(false);
    new EventLog(undefined).log('info', 'x', {}, 'x');
    const fails = () => {
      throw new Error('no log');
    };
    new EventLog({ debug: fails, info: fails, warn: fails, error: fails }).log('error', 'x', {}, 'x');
  });
});
