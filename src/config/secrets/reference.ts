/** A text that says where a secret stands: `env:NAME`, `file:/path`, `vault:mount/path#key`. */

const SCHEMES = ['env', 'file', 'vault'] as const;
export type SecretScheme = (typeof SCHEMES)[number];

export interface SecretReference {
  readonly scheme: SecretScheme;
  /** What stands behind the colon. */
  readonly rest: string;
}

/** Undefined for a text that is the secret itself. */
export function referenceIn(text: string): SecretReference | undefined {
  const scheme = SCHEMES.find((name) => text.startsWith(`${name}:`));
  return scheme && { scheme, rest: text.slice(scheme.length + 1) };
}

/** What a reference lacks, as what was expected; undefined when it can be read. */
export function referenceFault({ scheme, rest }: SecretReference): string | undefined {
  switch (scheme) {
    case 'env':
      return /^[^=\0]+$/.test(rest) ? undefined : 'the name of a variable behind "env:"';
    case 'file':
      return rest !== '' && !rest.includes('\0') ? undefined : 'the path of a file behind "file:"';
    case 'vault':
      return vaultPlace(rest) ? undefined : 'mount/path#key behind "vault:", as in vault:secret/cell-7#password';
  }
}

/** A key within a secret of a KV engine of version 2. */
export interface VaultPlace {
  /** Of the engine, then of the secret, steps as they are. */
  readonly path: readonly string[];
  readonly key: string;
}

const MOST_CHARACTERS = 1024;

/** The key stands behind the last `#`. */
export function vaultPlace(rest: string): VaultPlace | undefined {
  const at = rest.lastIndexOf('#');
  const [path, key] = [rest.slice(0, at).split('/'), rest.slice(at + 1)];
  const usable = at > 0 && key !== '' && path.length >= 2 && !pathFault(path) && rest.length <= MOST_CHARACTERS;
  return usable ? { path, key } : undefined;
}

/** True for steps that name nothing, or lead elsewhere. */
export function pathFault(steps: readonly string[]): boolean {
  return steps.some((step) => step === '' || step === '.' || step === '..' || /\p{Cc}/u.test(step));
}
