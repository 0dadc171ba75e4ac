/** A store of secrets against a stub of Vault. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach } from 'vitest';
import { Secret } from '../../src/config/secret.js';
import type { VaultOptions } from '../../src/config/secrets/option-types.js';
import { SecretStores } from '../../src/config/secrets/secret-stores.js';
import { type StubOptions, VaultStub } from '../support/vault/vault-stub.js';

export const PLACE = 'secret/data/cell-7';
export const REFERENCE = 'vault:secret/cell-7#password';
export const READ = `GET /v1/${PLACE}`;
export const LOOK_UP = 'GET /v1/auth/token/lookup-self';
export const LOGIN = 'POST /v1/auth/approle/login';
export const RENEW = 'POST /v1/auth/token/renew-self';
export const REVOKE = 'POST /v1/auth/token/revoke-self';
export const APP_ROLE = { roleId: 'role-of-cell', secretId: 'secret-of-cell' };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

/** With a secret at PLACE, the token `hvs.given` that may read it, and the role that gives such tokens. */
export async function startedStub(options?: StubOptions): Promise<VaultStub> {
  const stub = await VaultStub.start(options);
  atEnd(() => stub.stop());
  stub.secrets.set(PLACE, { password: 'hunter2' });
  stub.addToken('hvs.given', { mayRead: [PLACE], ttlSeconds: 0 });
  stub.roles.set(APP_ROLE.roleId, APP_ROLE.secretId);
  stub.granted = { ...stub.granted, mayRead: [PLACE] };
  return stub;
}

export interface Warning {
  readonly fields: object;
  readonly message: string | undefined;
}

export function storeOf(options: VaultOptions) {
  const warnings: Warning[] = [];
  const logger = {
    debug: () => {},
    info: () => {},
    warn: (fields: object, message?: string) => void warnings.push({ fields, message }),
    error: () => {},
  };
  const store = new SecretStores({ vault: options, logger });
  atEnd(() => store.close());
  const reveal = (reference = REFERENCE, signal?: AbortSignal) =>
    new Secret(reference).within(store).reveal({ signal });
  return { store, warnings, reveal };
}

/** The policy of docs/secrets.md: capabilities by path. */
export function documentedPolicy(): Map<string, readonly string[]> {
  const page = readFileSync(resolve(__dirname, '../../docs/secrets.md'), 'utf8');
  const [, policy = ''] = /^```hcl\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const rules = policy.matchAll(/^path "(.+)" \{\n {2}capabilities = \[(.+)\]\n\}$/gm);
  return new Map([...rules].map(([, path = '', list = '']) => [path, list.match(/\w+/g) ?? []]));
}
