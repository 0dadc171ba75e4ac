/** The section `logging` of a configuration. */
import { z } from 'zod';
import { named } from '../config/named.js';
import { expected, oneOf, options, truth, whole } from '../config/schema.js';
import { RESERVED_FIELDS } from './fields.js';
import { LEVELS } from './levels.js';

const KIB = 1024;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: KIB, m: KIB ** 2, g: KIB ** 3 };
const LEAST_FILE = 4 * KIB;
const MOST_FILE = KIB ** 4;

const sizeText = `a size from 4k to 1024g: bytes, or a number with k, m or g such as "10m"`;
const size = z
  .union([z.number(), z.string()], expected(sizeText))
  .refine((given) => bytesOf(given) >= LEAST_FILE && bytesOf(given) <= MOST_FILE, expected(sizeText))
  .transform(bytesOf);

function bytesOf(given: number | string): number {
  if (typeof given === 'number') return Number.isInteger(given) ? given : Number.NaN;
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?)([kmg]?)$/i.exec(given) ?? [];
  return number === undefined ? Number.NaN : Math.floor(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
}

const timeText = '"daily", "hourly", or whole milliseconds from 1000 to 2147483647';
const time = z.union([z.enum(['daily', 'hourly']), z.int().min(1000).max(2_147_483_647)], expected(timeText));

const pathText = 'the path of a file';
const fileSchema = options({
  path: z
    .string(expected(pathText))
    .min(1, expected(pathText))
    .max(4096, expected(pathText))
    .refine((path) => !path.includes('\0') && !path.endsWith('/'), expected(pathText))
    .describe('The file that is written; rotated ones stand beside it as NAME.1.log, NAME.2.log and so on'),
  size: size.default(10 * KIB ** 2).describe('A file is rotated before it grows beyond this: bytes, or such as "10m"'),
  time: time
    .optional()
    .describe('It is also rotated with the day, the hour, or each so many milliseconds; default: never'),
  count: whole(1, 10_000).default(10).describe('Rotated files that are kept, compressed or not'),
  compress: truth().default(false).describe('Whether rotated files are compressed, as NAME.1.log.gz'),
});

const step = String.raw`(?:[A-Za-z_$][\w$]*|\*)`;
const bracket = String.raw`\[(?:\*|\d+|"[^"\]\\]+"|'[^'\]\\]+')\]`;
const REDACT_PATH = new RegExp(`^(?:${step}|${bracket})(?:\\.${step}|${bracket})*$`);
const redactText = 'the path of a field, such as "password", "*.token" or "request.headers[\\"x-key\\"]"';
const redactPath = z
  .string(expected(redactText))
  .max(500, expected(redactText))
  .regex(REDACT_PATH, expected(redactText));

const fieldText = 'a text, a number, or true or false';
const field = z.union([z.string(), z.number(), z.boolean()], expected(fieldText));
const fields = named('field', field, 'an object of fields, by name').refine(
  (given) => !RESERVED_FIELDS.some((name) => Object.hasOwn(given, name)),
  expected(`other names than those of every line: ${RESERVED_FIELDS.join(', ')}`),
);

export const loggingSchema = options({
  enabled: truth().default(true).describe('Whether anything is logged'),
  level: oneOf(LEVELS).default('info').describe('The least level that is logged'),
  levels: named('module', oneOf(LEVELS), 'an object of levels, by module')
    .default({})
    .describe('Levels of single modules; one for "a" holds for "a.b" too'),
  console: oneOf(['json', 'pretty', 'off']).default('json').describe('Lines on the console: JSON, for people, or none'),
  consoleStream: oneOf(['stdout', 'stderr']).default('stdout').describe('Which stream the lines of the console go to'),
  file: fileSchema.optional().describe('A rotating file; default: none'),
  time: oneOf(['iso', 'epochMs'])
    .default('iso')
    .describe('The field "time": ISO 8601 in UTC, or milliseconds since 1970 as a number'),
  redact: z
    .array(redactPath, expected('a list of paths of fields'))
    .max(1000, expected('at most 1000 paths'))
    .default([])
    .describe('Fields whose values are replaced by ***, by path'),
  fields: fields.default({}).describe('Fields that every line carries'),
  bufferBytes: whole(64 * KIB, 1024 ** 3)
    .default(4 * KIB ** 2)
    .describe(
      'Bytes of lines that wait for each of file and console while it takes none; what is beyond is lost and counted',
    ),
});

/** The section as a program gives it: what is left out takes its default. */
export type LoggingSection = z.input<typeof loggingSchema>;

/** Complete. */
export type LoggingConfig = z.output<typeof loggingSchema>;
export type LogFileConfig = z.output<typeof fileSchema>;
