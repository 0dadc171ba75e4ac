/** The assemblies of an adapter as its user writes them, and what follows from them for the types. */
import type { Fields, Layout, ValueOf } from './layout.js';

/**
 * - `output`: the originator (PLC) sends it, O->T
 * - `input`: this process produces it, T->O
 * - `config`: the originator sends it inside the Forward Open
 * - `explicit`: for explicit messages only
 */
export type AssemblyKind = 'output' | 'input' | 'config' | 'explicit';

export interface AssemblyOptions<F extends Fields = Fields> {
  /** Instance number of the assembly object, 1-4,294,967,295, each once. Usual: 150 output, 100 input, 151 config. */
  readonly instance: number;
  readonly kind: AssemblyKind;
  /** Names for the bytes. Without one the value is a `Uint8Array`. */
  readonly layout?: Layout<F>;
  /** Bytes: 0-65,000, config 0-510. Default: what the layout needs; required without a layout. */
  readonly size?: number;
  /**
   * Outputs: what the value is once the connection that fed it has ended. `hold`, the default: the last data; `zero`:
   * all zeros.
   */
  readonly onLoss?: 'hold' | 'zero';
  /**
   * Outputs: what the value is while the originator says idle. `hold`, the default: the last data that came with run;
   * `zero`: all zeros; `apply`: the data that comes with idle.
   */
  readonly onIdle?: 'hold' | 'zero' | 'apply';
  /**
   * Outputs: keep so many values for `data`, which then fires for each one, in order. 1-65,536. Default: the latest
   * value alone.
   */
  readonly history?: number;
  /**
   * Inputs: when this process has not written, set or touched the value for so long (ms), the I/O thread does what
   * `onWatchdog` says, until it is written, set or touched again. 10-3,600,000. Default: not watched.
   */
  readonly watchdogMs?: number;
  /**
   * Inputs: `close`, the default, ends the connections over the input and refuses new ones; `idle` tells idle in the T->O
   * header, which every connection over the input must have; `zero` sends zeros; `hold` only tells and counts.
   */
  readonly onWatchdog?: 'hold' | 'zero' | 'idle' | 'close';
}

export type Assemblies = Readonly<Record<string, AssemblyOptions>>;

/** The names of the assemblies of one kind. */
export type NameOf<A extends Assemblies, K extends AssemblyKind> = {
  [N in keyof A & string]: K extends A[N]['kind'] ? N : never;
}[keyof A & string];

/** What the assembly's value is in JavaScript: as its layout says, else its bytes; `unknown` when the types do not tell. */
export type AssemblyValue<O extends AssemblyOptions> = AssemblyOptions extends O
  ? unknown
  : O extends { readonly layout: Layout<infer F> }
    ? ValueOf<F>
    : Uint8Array;
