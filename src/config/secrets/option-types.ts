import type { Secret } from './secret.js';

/** HashiCorp Vault, and how this process logs in: with `token`, or with `roleId` and `secretId` (docs/secrets.md). */
export interface VaultOptions {
  /** As in `https://vault.example:8200`; `http://` on this machine only (see `plainHttp`). */
  address: string;
  /** Its text, `env:NAME` or `file:/path`; read anew when Vault does not take it any more. */
  token?: string | Secret | undefined;
  /** Role ID of AppRole, given as `token` is. */
  roleId?: string | Secret | undefined;
  /** Secret ID of AppRole, given as `token` is. */
  secretId?: string | Secret | undefined;
  /** Path that the auth method AppRole is enabled at. Default: `approle`. */
  authMount?: string | undefined;
  /** Of Vault Enterprise. Default: none. */
  namespace?: string | undefined;
  /** Path of the secrets engine where it has several steps, as in `kv/team-a`. Default: the first step of a reference. */
  mount?: string | undefined;
  /** PEM file of the authorities that may have signed Vault's certificate. Default: those of Node.js. */
  caFile?: string | undefined;
  /** For one request, 100 to 60,000 ms. Default: 5000. */
  timeoutMs?: number | undefined;
  /**
   * Where `http://` may lead: with `any`, whoever is on the network between can read the token and the secrets.
   * Default: `loopback`.
   */
  plainHttp?: 'loopback' | 'any' | undefined;
}
