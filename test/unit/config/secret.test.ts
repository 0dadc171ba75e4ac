import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { examined } from '../../../src/config/refusal.js';
import { options } from '../../../src/config/schema.js';
import { Secret, secret } from '../../../src/config/secret.js';

afterEach(() => vi.unstubAllEnvs());

const folder = mkdtempSync(join(tmpdir(), 'eip-secret-'));

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('Secret', () => {
  it('is read anew each time: a variable', async () => {
    const password = new Secret('env:EIP_TEST_SECRET');
    for (const value of ['first', 'second']) {
      vi.stubEnv('EIP_TEST_SECRET', value);
      expect(await password.reveal()).toBe(value);
    }
  });

  it('is read anew each time: a file, without its last line end', async () => {
    const password = new Secret(`file:${join(folder, 'password')}`);
    for (const value of ['first', ' second ', 'two\nlines\n']) {
      fileOf('password', `${value}\r\n`);
      expect(await password.reveal()).toBe(value);
    }
  });

  it.each([
    ['env:EIP_TEST_NONE', 'the variable is not set'],
    ['file:/nowhere/password', 'ENOENT'],
    [`file:${folder}`, 'it is no file'],
    [`file:${fileOf('empty', '\n')}`, 'the file is empty'],
    [`file:${fileOf('long', 'x'.repeat(65_537))}`, 'more than 65536 bytes'],
    [`file:${fileOf('latin', Uint8Array.of(0x70, 0xe4))}`, 'no UTF-8'],
    ['vault:secret/cell#password', 'no vault is set up'],
    ['env:', 'it names nothing'],
  ])('%s: says what is missing', async (reference, text) => {
    await expect(new Secret(reference).reveal()).rejects.toMatchObject({
      code: 'EIP_SECRET_UNAVAILABLE',
      message: expect.stringContaining(text),
    });
  });

  it('a file as long as allowed is read whole', async () => {
    const value = await new Secret(`file:${fileOf('key', `${'x'.repeat(65_535)}\n`)}`).reveal();
    expect(value).toHaveLength(65_535);
  });

  it('a pipe that nobody writes to is refused and not waited for', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    await expect(new Secret(`file:${path}`).reveal()).rejects.toThrow('it is no file');
  });

  it('is shown by nothing', () => {
    const password = new Secret('hunter2');
    const shown = [
      `${password}`,
      JSON.stringify({ password }),
      inspect({ password }, { showHidden: true, depth: null, getters: true }),
      inspect(password, { customInspect: false, showHidden: true }),
      inspect(structuredClone({ password })),
      password.origin,
      Object.getOwnPropertyNames(password),
    ];
    expect(shown.join()).not.toContain('hunter2');
  });

  it('within another store it reads the same reference there; a literal stays what it is', async () => {
    const store = { read: async (reference: string) => `<${reference}>` };
    expect(await new Secret('vault:a/b#c').within(store).reveal()).toBe('<vault:a/b#c>');
    expect(await new Secret('hunter2').within(store).reveal()).toBe('hunter2');
  });
});

describe('secret()', () => {
  const schema = options({ password: secret().describe('The password'), token: secret().optional() });

  it('takes a text and a Secret, and gives a Secret', async () => {
    const { data } = examined(schema, { password: 'hunter2', token: new Secret('other') });
    expect(await data?.password.reveal()).toBe('hunter2');
    expect(await data?.token?.reveal()).toBe('other');
    expect(examined(schema, { password: 'env:NAME' }).data?.token).toBeUndefined();
  });

  it.each([
    [undefined, 'got nothing'],
    [null, 'got null'],
    [918273, 'got a number: put it in quotes'],
    [918273n, 'got a bigint'],
    [['918273'], 'got an object'],
    [{ value: '918273' }, 'got an object'],
    ['', 'got an empty text'],
    ['env:', 'the name of a variable'],
    ['env:918273=', 'the name of a variable'],
    ['file:', 'the path of a file'],
    ['file:918273\0', 'the path of a file'],
    ['vault:918273', 'mount/path#key'],
    ['vault:918273#key', 'mount/path#key'],
    ['vault:secret/918273#', 'mount/path#key'],
    ['vault:secret//918273#key', 'mount/path#key'],
    ['vault:secret/../sys/918273#key', 'mount/path#key'],
    ['vault:secret/918273\n#key', 'mount/path#key'],
    [`vault:secret/${'918273'.repeat(200)}#key`, 'mount/path#key'],
  ])('refuses %o without its value', (password, text) => {
    const { complaints } = examined(schema, { password });
    expect(complaints).toEqual([{ path: ['password'], message: expect.stringContaining(text) }]);
    expect(JSON.stringify(complaints)).not.toContain('918273');
    const { error } = schema.safeParse({ password });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('918273');
  });

  it('is a text in the JSON Schema of what is given', () => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({
      properties: {
        password: { type: 'string', minLength: 1, description: 'The password' },
        token: { type: 'string' },
      },
      required: ['password'],
    });
  });
});
