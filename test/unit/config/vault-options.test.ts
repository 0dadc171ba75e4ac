import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { examined } from '../../../src/config/refusal.js';
import { vaultSchema } from '../../../src/config/secrets/options.js';

const address = 'https://vault.example:8200';
const approle = { roleId: 'env:ROLE', secretId: 'file:/run/secrets/id' };

describe('the options of a vault', () => {
  it('defaults', () => {
    const { data } = examined(vaultSchema, { address, token: 'env:VAULT_TOKEN' });
    expect(data).toMatchObject({ authMount: 'approle', timeoutMs: 5000, plainHttp: 'loopback' });
    expect(data?.mount).toBeUndefined();
    expect(data?.token?.origin).toBe('env:VAULT_TOKEN');
  });

  it.each([
    [{ token: 'x' }],
    [{ ...approle, authMount: 'auth/cells', namespace: 'plant/7', mount: 'kv/team-a' }],
    [{ token: 'x', address: 'http://127.0.0.1:8200' }],
    [{ token: 'x', address: 'http://127.9.9.9:8200/' }],
    [{ token: 'x', address: 'http://[::1]:8200' }],
    [{ token: 'x', address: 'http://localhost:8200' }],
    [{ token: 'x', address: 'http://vault.example', plainHttp: 'any' }],
    [{ token: 'x', address: 'https://gateway.example/vault' }],
  ])('%j is taken', (given) => {
    expect(examined(vaultSchema, { address, ...given }).complaints).toBeUndefined();
  });

  it.each([
    [{}, 'token', 'either "token", or "roleId" and "secretId"'],
    [{ token: 'x', ...approle }, 'token', 'either'],
    [{ roleId: 'x' }, 'secretId', 'both'],
    [{ secretId: 'x' }, 'roleId', 'both'],
    [{ token: 'vault:secret/x#y' }, 'token', 'not itself in the vault'],
    [{ ...approle, secretId: 'vault:secret/x#y' }, 'secretId', 'not itself in the vault'],
    [{ token: 'x', address: 'http://vault.example:8200' }, 'address', 'expected https://'],
    [{ token: 'x', address: 'http://127.0.0.1.example:8200' }, 'address', 'expected https://'],
    [{ token: 'x', address: 'http://localhost.example:8200' }, 'address', 'expected https://'],
    [{ token: 'x', mount: 'a/../b' }, 'mount', 'path of a secrets engine'],
    [{ token: 'x', mount: '/kv' }, 'mount', 'path of a secrets engine'],
    [{ token: 'x', authMount: 'approle/' }, 'authMount', 'path of the auth method'],
    [{ token: 'x', namespace: 'a\nb' }, 'namespace', 'a namespace'],
    [{ token: 'x', timeoutMs: 99 }, 'timeoutMs', 'from 100 to 60000'],
    [{ token: 'x', caFile: '' }, 'caFile', 'path of a file'],
  ])('%j is refused at %s', (given, option, text) => {
    const { complaints } = examined(vaultSchema, { address, ...given });
    expect(complaints).toContainEqual({ path: [option], message: expect.stringContaining(text) });
  });

  it.each([
    'vault.example:8200',
    'ftp://hunter2',
    'https://user:hunter2@vault.example',
    'https://hunter2@vault.example',
    'https://vault.example/?token=hunter2',
    'https://vault.example/#hunter2',
    'https://hunter2 .example',
    42,
    undefined,
  ])('the address %j is refused without being shown', (wrong) => {
    const { complaints } = examined(vaultSchema, { address: wrong, token: 'x' });
    expect(complaints).toEqual([{ path: ['address'], message: expect.stringContaining('the address of the vault') }]);
    expect(JSON.stringify(complaints)).not.toContain('hunter2');
  });

  it('every key says what it is', () => {
    const { properties = {} } = z.toJSONSchema(vaultSchema, { io: 'input' });
    expect(Object.keys(properties)).toHaveLength(10);
    const silent = Object.entries(properties).filter(([, key]) => typeof key !== 'object' || !key.description);
    expect(silent).toEqual([]);
  });
});
