/** Where a value of the configuration came from. */
export type Origin =
  /** Nobody said anything. */
  | { readonly kind: 'default' }
  /** Line and column of its key, from 1. */
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'environment'; readonly variable: string }
  /** The program said it. */
  | { readonly kind: 'explicit' };

/** `base.yaml:3:5`, `EIP_ADAPTER__PORT`, `explicit`, `default` */
export function originText(origin: Origin): string {
  if (origin.kind === 'file') return `${origin.file}:${origin.line}:${origin.column}`;
  return origin.kind === 'environment' ? origin.variable : origin.kind;
}
