/** Where secrets are read from. */
import { EipConfigError } from '../../errors.js';

export interface SecretReadOptions {
  /** Gives up waiting: `read` rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads what a reference names. */
export interface SecretStore {
  /** @throws EipConfigError EIP_SECRET_UNAVAILABLE, which names the reference and never a value. */
  read(reference: string, options?: SecretReadOptions): Promise<string>;
}

export function unavailable(reference: string, why: string, cause?: unknown): EipConfigError {
  return new EipConfigError('EIP_SECRET_UNAVAILABLE', `The secret ${reference}: ${why}`, { cause });
}
