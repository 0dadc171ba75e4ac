import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { correlationId, withCorrelationId } from '../../../src/logging.js';

describe('withCorrelationId', () => {
  it('holds over await and timers, and for that work alone', async () => {
    const seen = await Promise.all(
      ['a', 'b'].map((id) => withCorrelationId(id, async () => [await setTimeout(1, id), correlationId()])),
    );
    expect(seen).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(correlationId()).toBeUndefined();
  });

  it('takes the id of the work around it, else makes one', () => {
    expect(withCorrelationId('outer', () => withCorrelationId(undefined, correlationId))).toBe('outer');
    expect(withCorrelationId(undefined, correlationId)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });
});
