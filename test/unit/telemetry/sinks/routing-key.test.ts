import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTemplate, routingKey } from '../../../../src/telemetry/sinks/routing-key.js';
import { createRecord, type TelemetryRecord } from '../../../../src/telemetry.js';

function recordOf(source: string, group?: string, site?: string): TelemetryRecord {
  const app = { name: 'press monitor', instance: 'edge-7', site };
  return createRecord({ kind: 'alarm', name: 'x', severity: 'info', active: true, message: 'x', source, group, app });
}

describe('routingKey', () => {
  it.each([
    ['{site}.{source}.{group}.{kind}', recordOf('press-1', 'fast', 'plant_2'), 'plant_2.press-1.fast.alarm'],
    ['{site}.{source}.{group}.{kind}', recordOf('press-1'), '-.press-1.-.alarm'],
    ['plant-2.line_1.{source}', recordOf('press-1'), 'plant-2.line_1.press-1'],
    ['{app}.{instance}', recordOf('p'), 'press%20monitor.edge-7'],
    ['x-{kind}{kind}', recordOf('p'), 'x-alarmalarm'],
    ['constant', recordOf('p'), 'constant'],
  ])('%s', (template, record, key) => expect(routingKey(template, record)).toBe(key));

  it.each([
    ['a.b', 'a%2Eb'],
    ['*', '%2A'],
    ['#', '%23'],
    ['100%', '100%25'],
    ['-', '%2D'],
    ['Größe', 'Gr%C3%B6%C3%9Fe'],
    ['😀', '%F0%9F%98%80'],
    ['a{source}b', 'a%7Bsource%7Db'],
    ['$&', '%24%26'],
  ])('the name %s is the word %s', (source, word) => expect(routingKey('{source}', recordOf(source))).toBe(word));

  it('each name is one word of its own, and can be read back', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(name, (source) => {
        const key = routingKey('{source}', recordOf(source));
        expect(key).toMatch(/^[\w%-]+$/);
        expect(decodeURIComponent(key)).toBe(source);
      }),
    );
  });
});

describe('isTemplate', () => {
  it.each(['{site}.{kind}', 'a', 'a.b-c_d.{source}', '{source}-{group}'])('%s', (text) => {
    expect(isTemplate(text)).toBe(true);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', '{line}', '{source', 'source}', '*.a', '#', 'a b', 'ä', `${'a'.repeat(256)}`])(
    'not "%s"',
    (text) => expect(isTemplate(text)).toBe(false),
  );
});
