import { describe, expect, it } from 'vitest';
import type { TagResult } from '../../../../src/eip-client.js';
import { EipReadError } from '../../../../src/errors.js';
import { createRecord, sampleValue, sampleValues } from '../../../../src/telemetry.js';

const timestamp = new Date('2026-03-04T05:06:07.089Z');
const stale = new EipReadError('EIP_TAG_STALE', 'Speed is 5,000 ms old');
const arrived = { timestamp: '2026-03-04T05:06:07.089Z' };

describe('sampleValues', () => {
  it('takes what readTags gives', () => {
    const results: Record<string, TagResult> = {
      Count: { quality: 'good', value: 5n, timestamp },
      Speed: { quality: 'stale', value: 1500, timestamp, error: stale },
      Gone: { quality: 'disconnected', value: undefined, timestamp, error: stale },
    };
    const values = sampleValues(results);
    expect(values).toEqual({
      Count: { quality: 'good', value: { $int: '5' }, ...arrived },
      Speed: { quality: 'stale', lastValue: 1500, reason: stale.message, code: 'EIP_TAG_STALE', ...arrived },
      Gone: { quality: 'disconnected', reason: stale.message, code: 'EIP_TAG_STALE', ...arrived },
    });
    expect(createRecord({ kind: 'sample', source: 'press', app: { name: 'a', instance: 'b' }, values }).values).toEqual(
      values,
    );
  });

  it.each(['idle', 'stale', 'disconnected', 'bad'] as const)('%s never has a value', (quality) => {
    expect(sampleValue({ quality, value: 1, timestamp, error: stale })).not.toHaveProperty('value');
  });

  it('a good value without an exact form is a bad one, and hinders no other', () => {
    const values = sampleValues({
      Time: { quality: 'good', value: new Date(Number.NaN), timestamp },
      Speed: { quality: 'good', value: 1, timestamp },
    });
    expect(values.Time).toEqual({
      quality: 'bad',
      reason: 'The value has no exact form in JSON: an invalid Date has no time',
      ...arrived,
    });
    expect(values.Speed).toMatchObject({ quality: 'good', value: 1 });
  });

  it('a last value without an exact form is left out', () => {
    const value = sampleValue({ quality: 'stale', value: new Date(Number.NaN), timestamp, error: stale });
    expect(value).not.toHaveProperty('lastValue');
  });

  it('keeps the unit, and no time that is none', () => {
    const value = sampleValue({ quality: 'good', value: 1, timestamp: new Date(Number.NaN) }, { unit: 'm/s' });
    expect(value).toEqual({ quality: 'good', value: 1, unit: 'm/s' });
  });

  it('cuts a reason that no record can carry', () => {
    const error = new EipReadError('EIP_TAG_STALE', '😀'.repeat(5_000));
    const value = sampleValue({ quality: 'stale', value: 1, timestamp, error });
    const values = { Speed: value };
    expect(createRecord({ kind: 'sample', source: 'p', app: { name: 'a', instance: 'b' }, values }).values).toEqual(
      values,
    );
    expect((value as { reason: string }).reason).toMatch(/^😀+\.\.\.$/u);
  });
});
