/** The section `vault`: where secrets of the form `vault:mount/path#key` are read. */
import { z } from 'zod';
import { expected, oneOf, options, whole } from '../schema.js';
import { Secret, secret } from '../secret.js';
import { pathFault } from './reference.js';

const text = (what: string, most = 512) => {
  const wanted = expected(`${what}: 1 to ${most} characters, none of them a control character`);
  return z
    .string(wanted)
    .min(1, wanted)
    .max(most, wanted)
    .refine((value) => !/\p{Cc}/u.test(value), { ...wanted, abort: true });
};

/** Steps of a path of Vault's interface, as in `kv/team-a`. */
const mount = (what: string) =>
  text(what).refine((value) => !pathFault(value.split('/')), expected(`${what}, without slashes at its ends`));

/** What reads the vault's own secrets can't be the vault. */
const local = () =>
  secret().refine((given) => !(given instanceof Secret && given.origin.startsWith('vault:')), {
    error: 'expected a secret that is not itself in the vault: its text, env:NAME or file:/path',
  });

const ADDRESS = 'the address of the vault, as in https://vault.example:8200, without user, password and query';

/** Told without its value: a password in it is a mistake, and would be shown. */
const address = z
  .string({ error: `expected ${ADDRESS}` })
  .max(2048, { error: `expected ${ADDRESS}` })
  .refine(isAddress, { error: `expected ${ADDRESS}`, abort: true });

export const vaultSchema = options({
  address: address.describe('Address of HashiCorp Vault: https://, or http:// on this machine'),
  token: local().optional().describe('Token, where none is got by AppRole'),
  roleId: local().optional().describe('Role ID of AppRole'),
  secretId: local().optional().describe('Secret ID of AppRole'),
  authMount: mount('the path of the auth method')
    .default('approle')
    .describe('Path that the auth method AppRole is enabled at'),
  namespace: text('a namespace').optional().describe('Namespace, of Vault Enterprise'),
  mount: mount('the path of a secrets engine')
    .optional()
    .describe('Path of the secrets engine, needed where it has several steps, as in kv/team-a'),
  caFile: text('the path of a file', 4096)
    .optional()
    .describe('PEM file of the authorities that may have signed the certificate of Vault; default: those of Node.js'),
  timeoutMs: whole(100, 60_000).default(5000).describe('Time for one request to Vault'),
  plainHttp: oneOf(['loopback', 'any'])
    .default('loopback')
    .describe('Where http:// may lead: with "any" whoever is on the network can read the token and the secrets'),
}).superRefine((given, context) => {
  const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if ((given.roleId === undefined) !== (given.secretId === undefined)) {
    complain(given.roleId === undefined ? 'roleId' : 'secretId', 'expected both "roleId" and "secretId", or none');
  } else if ((given.token === undefined) === (given.roleId === undefined)) {
    complain('token', 'expected either "token", or "roleId" and "secretId"');
  }
  if (given.plainHttp === 'loopback' && isAddress(given.address) && !isProtected(given.address)) {
    complain('address', 'expected https://: by http:// the token can be read on the network (see "plainHttp")');
  }
});

/** Complete. */
export type Vault = z.output<typeof vaultSchema>;

function isAddress(value: string): boolean {
  if (!URL.canParse(value) || /[\s\p{Cc}]/u.test(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return (protocol === 'https:' || protocol === 'http:') && `${username}${password}${search}${hash}` === '';
}

/** Encrypted, or within this machine. */
function isProtected(value: string): boolean {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
