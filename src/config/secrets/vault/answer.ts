/** What Vault said to one request. */
export interface VaultAnswer {
  readonly status: number;
  /** Undefined when it was no JSON. */
  readonly body: unknown;
  /** Where a redirect leads. */
  readonly location: string | undefined;
}
