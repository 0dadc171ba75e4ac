/** Every place that secrets are read from, behind one `read`. */
import type { z } from 'zod';
import { type LogTarget, silent } from '../../logging/logger.js';
import { parsed } from '../refusal.js';
import { localSecrets } from './local.js';
import type { VaultOptions } from './option-types.js';
import { vaultSchema } from './options.js';
import { referenceIn } from './reference.js';
import type { SecretReadOptions, SecretStore } from './store.js';
import { VaultSecrets } from './vault/vault-secrets.js';

export interface SecretStoresOptions {
  /** Default: none, and `vault:` references are refused. */
  readonly vault?: VaultOptions | undefined;
  /** Told when the vault's token could not be renewed. Default: nobody. */
  readonly logger?: LogTarget | undefined;
}

/** The environment, files, and the vault that is set up; nothing is asked before the first `read`. */
export class SecretStores implements SecretStore {
  readonly #vault: VaultSecrets | undefined;
  #closing: Promise<void> | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID */
  constructor({ vault, logger = silent }: SecretStoresOptions = {}) {
    this.#vault =
      vault && new VaultSecrets(parsed('vault', vaultSchema, vault satisfies z.input<typeof vaultSchema>), logger);
  }

  async read(reference: string, options?: SecretReadOptions): Promise<string> {
    const store = referenceIn(reference)?.scheme === 'vault' ? this.#vault : undefined;
    return (store ?? localSecrets).read(reference, options);
  }

  /** Nothing of it is left: no request, no timer, no token that a login gave. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#vault?.close() ?? Promise.resolve();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
