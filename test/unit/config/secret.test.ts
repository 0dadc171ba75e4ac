import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../src/config/secret.js';

afterEach(() => vi.unstubAllEnvs());

describe('Secret', () => {
  it('is read anew each time: a variable', async () => {
    const secret = new Secret('env:EIP_TEST_SECRET');
    for (const value of ['first', 'second']) {
      vi.stubEnv('EIP_TEST_SECRET', value);
      expect(await secret.reveal()).toBe(value);
    }
  });

  it('is read anew each time: a file, without its last line end', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'eip-secret-')), 'password');
    const secret = new Secret(`file:${path}`);
    for (const value of ['first', ' second ']) {
      writeFileSync(path, `${value}\n`);
      expect(await secret.reveal()).toBe(value);
    }
  });

  it.each([
    ['env:EIP_TEST_NONE', 'the variable is not set'],
    ['file:/nowhere/password', 'ENOENT'],
    ['vault:secret/cell#password', 'no store for "vault:"'],
  ])('%s: says what is missing', async (reference, text) => {
    await expect(new Secret(reference).reveal()).rejects.toMatchObject({
      code: 'EIP_SECRET_UNAVAILABLE',
      message: expect.stringContaining(text),
    });
  });

  it('is shown by nothing', () => {
    const secret = new Secret('hunter2');
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), secret.origin, Object.keys(secret)];
    expect(shown.join()).not.toContain('hunter2');
  });
});
