import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loggingSchema } from '../../../src/logging/options.js';
import { createLogging } from '../../../src/logging.js';

describe('the section logging', () => {
  it('is complete without a key', () => {
    expect(loggingSchema.parse({})).toEqual({
      enabled: true,
      level: 'info',
      levels: {},
      console: 'json',
      consoleStream: 'stdout',
      time: 'iso',
      redact: [],
      fields: {},
      bufferBytes: 4_194_304,
    });
  });

  it.each([
    [4096, 4096],
    ['4k', 4096],
    ['1.5M', 1_572_864],
    ['1g', 1_073_741_824],
    ['8192', 8192],
  ])('takes the size %s', (size, bytes) =>
    expect(loggingSchema.parse({ file: { path: 'a.log', size } }).file?.size).toBe(bytes),
  );

  it.each([
    ['level', { level: 'loud' }],
    ['levels.a', { levels: { a: 3 } }],
    ['console', { console: 'colour' }],
    ['file.path', { file: {} }],
    ['file.path', { file: { path: 'logs/' } }],
    ['file.size', { file: { path: 'a', size: 4095 } }],
    ['file.size', { file: { path: 'a', size: '3k' } }],
    ['file.size', { file: { path: 'a', size: '10q' } }],
    ['file.size', { file: { path: 'a', size: Number.NaN } }],
    ['file.time', { file: { path: 'a', time: 'weekly' } }],
    ['file.time', { file: { path: 'a', time: 10 } }],
    ['file.count', { file: { path: 'a', count: 0 } }],
    ['file.compress', { file: { path: 'a', compress: 'yes' } }],
    ['redact[0]', { redact: ['a..b'] }],
    ['redact[0]', { redact: ['a b'] }],
    ['fields', { fields: { level: 'x' } }],
    ['fields.line', { fields: { line: {} } }],
    ['bufferBytes', { bufferBytes: 1 }],
    ['colour', { colour: true }],
    ['logger', { logger: {} }],
    ['port', { port: {} }],
    ['app.name', { app: { name: '' } }],
  ])('refuses %s: %j', (option, options) => {
    expect(() => createLogging({ console: 'off', ...options } as never)).toThrow(
      expect.objectContaining({ code: 'EIP_OPTION_INVALID', option }),
    );
  });

  it.each(['console', 'file', 'time', 'redact', 'bufferBytes'])(
    'refuses %s beside a logger that takes the lines',
    (key) => {
      const value = { console: 'off', file: { path: 'a' }, time: 'iso', redact: [], bufferBytes: 1e6 }[key];
      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      expect(() => createLogging({ logger, [key]: value })).toThrow(expect.objectContaining({ option: key }));
    },
  );

  it('describes every key, and is one that JSON Schema can express', () => {
    const schema = z.toJSONSchema(loggingSchema, { io: 'input' }) as Described;
    expect(undescribed(schema, 'logging')).toEqual([]);
    expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(8);
  });
});

interface Described {
  description?: string;
  properties?: Record<string, Described>;
}

function undescribed({ properties = {} }: Described, at: string): string[] {
  return Object.entries(properties).flatMap(([key, schema]) => [
    ...(schema.description === undefined ? [`${at}.${key}`] : []),
    ...undescribed(schema, `${at}.${key}`),
  ]);
}
