import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EipErrorCode, ERROR_CODES, type ErrorFamily } from '../../src/error-codes.js';
import {
  EipConfigError,
  EipConnectionError,
  EipError,
  EipReadError,
  EipTimeoutError,
  EipWriteError,
} from '../../src/errors.js';

const root = resolve(__dirname, '../..');
const codes = Object.keys(ERROR_CODES) as EipErrorCode[];

const CLASSES = {
  general: EipError,
  connection: EipConnectionError,
  read: EipReadError,
  write: EipWriteError,
  config: EipConfigError,
  timeout: EipTimeoutError,
} as const satisfies Record<ErrorFamily, unknown>;

/** The page's sections by their heading. */
function sections(page: string): Map<string, string> {
  const [, ...parts] = readFileSync(join(root, page), 'utf8').split(/^## /m);
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part]));
}

function sources(): string {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const code = files.filter((file) => file.endsWith('.ts') && file !== 'error-codes.ts');
  return code.map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('\n');
}

describe('docs/errors.md', () => {
  const page = sections('docs/errors.md');

  it('has a heading a code, in the order of the table, and no other', () => expect([...page.keys()]).toEqual(codes));

  it.each(codes)('%s: the page names its class and what to check', (code) => {
    const lines = page.get(code)?.trim().split('\n') ?? [];
    expect(lines[2]).toMatch(new RegExp(`^\`${CLASSES[ERROR_CODES[code].family].name}\``));
    expect(lines.length).toBeGreaterThanOrEqual(4);
  });
});

describe('error codes', () => {
  const code = sources();

  it.each(codes)('%s is used, with the class that the table names', (name) => {
    const makers = [...code.matchAll(new RegExp(`new (\\w+)\\(\\s*'${name}'`, 'g'))].map(([, maker]) => maker);
    expect(code).toContain(`'${name}'`);
    expect(new Set(makers).size).toBeLessThanOrEqual(1);
    for (const maker of makers) expect(maker).toBe(CLASSES[ERROR_CODES[name].family].name);
  });

  it.each(codes)('%s: what to check is a sentence without its full stop', (name) => {
    expect(ERROR_CODES[name].check).toMatch(/^[A-Z].{20,}[^.]$/);
  });
});

describe('EipError', () => {
  const cause = new Error('bind EADDRINUSE');
  const error = new EipConnectionError('EIP_PORT_IN_USE', 'TCP port 44818 of 127.0.0.2 is in use', {
    cause,
    address: '127.0.0.2',
    port: 44_818,
    transport: 'tcp',
  });

  it('says what happened, then what to check', () => {
    expect(error.message).toBe(`TCP port 44818 of 127.0.0.2 is in use. ${error.check}.`);
    expect(error.check).toContain('ss -tulpn');
  });

  it('carries code, cause and data; what does not apply is not there', () => {
    expect(error).toMatchObject({ code: 'EIP_PORT_IN_USE', cause, port: 44_818, transport: 'tcp' });
    expect(Object.keys(error)).not.toContain('option');
    expect(error.generalStatus).toBeUndefined();
  });

  it('is plain JSON for a log, its cause as text', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'EipConnectionError',
      message: error.message,
      code: 'EIP_PORT_IN_USE',
      address: '127.0.0.2',
      port: 44_818,
      transport: 'tcp',
      cause: 'bind EADDRINUSE',
    });
  });

  it.each(Object.values(CLASSES))('$name is an EipError and an Error, and says its name', (Class) => {
    const made = Reflect.construct(Class, ['EIP_OPEN_FAILED', 'x']) as EipError;
    expect(made).toBeInstanceOf(EipError);
    expect(made).toBeInstanceOf(Error);
    expect(`${made}`).toMatch(new RegExp(`^${Class.name}: x\\. `));
  });
});
