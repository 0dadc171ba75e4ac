/** schemas/ says what the code says: the files are those that it makes, and both take and refuse the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../../src/telemetry/json-schemas.js';
import { parseAnswer, parseCommand, parseRecord } from '../../../src/telemetry.js';
import { altered, arbitraryAnswer, arbitraryCommand, arbitraryRecord } from '../../support/arbitrary-records.js';

const folder = resolve(__dirname, '../../../schemas');
const files = Object.fromEntries(
  readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as object]),
);
const ajv = new Ajv2020({ formats: { 'date-time': true } });

function takes(parse: (text: string) => unknown, value: unknown): boolean {
  try {
    parse(JSON.stringify(value));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^EIP_MESSAGE_/) });
    return false;
  }
}

it('schemas/ has what "npm run docs:schemas" writes', () => {
  expect(Object.keys(files)).toEqual(expect.arrayContaining(Object.keys(jsonSchemas())));
  for (const [file, schema] of Object.entries(jsonSchemas())) expect(files[file]).toEqual(schema);
});

describe.each([
  ['record-1.json', parseRecord, arbitraryRecord],
  ['command-1.json', parseCommand, arbitraryCommand],
  ['answer-1.json', parseAnswer, arbitraryAnswer],
] as const)('%s', (file, parse, messages: fc.Arbitrary<object>) => {
  const validate: ValidateFunction = ajv.compile(files[file] ?? false);

  it('takes every one, as the code does', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect({ ...parse(JSON.stringify(message)) }).toMatchObject(JSON.parse(JSON.stringify(message)));
        expect(validate(message), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes and refuses what is altered, as the code does', () => {
    const verdicts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(altered(messages), (value) => {
        const taken = takes(parse, value);
        verdicts[taken ? 'taken' : 'refused']++;
        expect(validate(value), JSON.stringify(validate.errors)).toBe(taken);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(20);
  });
});
