/** What a simulated controller is made of: plain data, the same in a program and in a file. */
import type { TagValue } from '../../logix/index.js';
import type { FaultRule } from '../faults/fault-rule.js';

/**
 * A type as people write it: an elementary type (`DINT`), `STRING`, `TIMER`, `COUNTER` or one of `types`, with up to
 * three dimensions behind it: `REAL[10]`, `DINT[3,4]`. A BOOL array has a multiple of 32 elements.
 */
export type TypeText = string;

/** Members by name, in the order of memory; or a string type of so many characters. */
export type SimulatedType = Readonly<Record<string, TypeText>> | { readonly string: number };

/** Who may do what with a tag from outside: `External Access` of the programming tool. */
export type ExternalAccess = 'readWrite' | 'readOnly' | 'none';

export interface SimulatedTagOptions {
  readonly type: TypeText;
  /**
   * What it holds at first, default zeros. A structure may lack members. In place of a bigint a decimal text will do, in
   * place of a Date its ISO text: that is how files have them.
   */
  readonly value?: TagValue;
  /** Default `readWrite`. */
  readonly access?: ExternalAccess;
}

/** A type alone is a tag of zeros. */
export type SimulatedTag = TypeText | SimulatedTagOptions;

/** Tags by name. */
export type SimulatedTags = Readonly<Record<string, SimulatedTag>>;

/** The program of the controller: what a download brings. */
export interface SimulatorProgram {
  /** Name of the project, default `Simulator`. */
  readonly name?: string;
  /** Structures and string types by name. Each may use those above it and below it. */
  readonly types?: Readonly<Record<string, SimulatedType>>;
  /** Tags of the controller. */
  readonly tags?: SimulatedTags;
  /** Tags of programs, by the program's name. */
  readonly programs?: Readonly<Record<string, SimulatedTags>>;
}

export interface SimulatorIdentity {
  /** Default 1. */
  readonly vendorId?: number;
  /** Default 14, programmable logic controller. */
  readonly deviceType?: number;
  /** Default 166. */
  readonly productCode?: number;
  /**
   * Default [33, 11]. The major one is the firmware: below 20 there is no Large Forward Open, below 21 tags have no
   * numbers in paths, below 18 symbols have no external access.
   */
  readonly revision?: readonly [major: number, minor: number];
  /** Default 0x00C0FFEE. */
  readonly serialNumber?: number;
  /** Default `1756-L83E/B`. */
  readonly productName?: string;
}

export interface SimulatorLimits {
  /** Largest connection, bytes, 100 to 4002; a larger one is refused with 01/0109 and this size. Default 4002. */
  readonly connectionSize?: number;
  /** Class 3 connections at once, 1 to 256; one more is refused with 01/0113. Default 32. */
  readonly connections?: number;
  /** Sessions at once, 1 to 256; default 64. */
  readonly sessions?: number;
  /** Longest message without a connection, bytes, 100 to 4002; default 504. */
  readonly unconnectedSize?: number;
}

export interface LogixSimulatorOptions extends SimulatorProgram {
  /** Our IPv4 address. Default 127.0.0.1. */
  readonly host?: string;
  /** TCP port; 0 takes any free one. Default 44818. */
  readonly port?: number;
  /** Backplane slot that the controller sits in; another one is refused. Default: any, and none too. */
  readonly slot?: number;
  readonly identity?: SimulatorIdentity;
  /** `run` or `program`; default `run`. */
  readonly mode?: 'run' | 'program';
  /** The keyswitch: `run` refuses writes with 10/2101. Default `remote`. */
  readonly key?: 'run' | 'program' | 'remote';
  readonly limits?: SimulatorLimits;
  /** What goes wrong, in the order of the list (docs/simulator.md, "Faults"). More of them: `addFault`. */
  readonly faults?: readonly FaultRule[];
}
