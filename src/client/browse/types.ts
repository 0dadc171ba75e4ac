/** What browsing takes and gives: plain data, fit for JSON save for `error`. */
import type { EipError } from '../../errors.js';
import type { ExplicitCallOptions } from '../option-types.js';

export interface BrowseOptions extends ExplicitCallOptions {
  /**
   * Only tags of such names: `*` stands for any characters, `?` for one, case does not matter. A tag of a program is
   * meant by its own name as well as by its whole one. Default: all.
   */
  readonly name?: string;
  /** Tags of the controller, of all programs, or of one: `Program:Main`. Default: `all`. */
  readonly scope?: 'all' | 'controller' | 'programs' | `Program:${string}`;
  /** Only tags of such types, with `*` and `?` as in `name`: `DINT`, `Recipe`. Default: all. */
  readonly dataType?: string;
  /** Also I/O data of modules, as `Local:1:I`. Default false. */
  readonly modules?: boolean;
  /** Also what the controller has for itself: tasks, routines, connections. Default false. */
  readonly system?: boolean;
  /** For all of it, 1-600,000 ms; each question within has the time of the client. Default 60,000. */
  readonly timeoutMs?: number;
}

/** Who may do what with a tag from outside: `External Access` of the programming tool. */
export type TagAccess = 'readWrite' | 'readOnly' | 'none';

export interface BrowsedTag {
  /** As `readTag` takes it: `Speed`, `Program:Main.Step`. */
  readonly name: string;
  /** Program that it belongs to; null for a tag of the controller. */
  readonly program: string | null;
  /** `module` is I/O data of a module, `system` the controller's own. */
  readonly kind: 'tag' | 'module' | 'system';
  /** Type of one element: `DINT`, `STRING`, `Recipe`; null for a type that nobody describes, see `error`. */
  readonly dataType: string | null;
  /** The type has a template: `client.template(dataType)` gives it. */
  readonly hasTemplate: boolean;
  /** Elements by dimension, none for a single value. Of BOOL arrays BOOLs. */
  readonly dimensions: readonly number[];
  /** Bytes of the whole value; null where nobody knows. */
  readonly bytes: number | null;
  /** Null where the controller does not tell: firmware below 18. */
  readonly access: TagAccess | null;
  /** Another name for a tag, or for a part of one. */
  readonly isAlias: boolean;
  /** Number of its symbol, until the program changes. */
  readonly instance: number;
  /** Why `dataType` is null although there is a template. */
  readonly error?: EipError;
}

/** A structure or a string type. */
export interface TemplateInfo {
  /** `Recipe`, `STRING`. */
  readonly name: string;
  /** Structure handle, which values carry on the wire. */
  readonly handle: number;
  /** Of one value. */
  readonly bytes: number;
  /** Most characters of a string type; null for other structures. */
  readonly capacity: number | null;
  /** As users see them: without hidden ones. None of a string type. */
  readonly members: readonly TemplateMemberInfo[];
}

export interface TemplateMemberInfo {
  readonly name: string;
  /** Of one element; null for a type that nobody knows: its value is its bytes. */
  readonly dataType: string | null;
  readonly hasTemplate: boolean;
  /** Elements of an array, of BOOL arrays BOOLs; null for a single value. */
  readonly length: number | null;
  /** Bytes from the beginning of the structure. */
  readonly offset: number;
  /** Of a BOOL, within the byte at `offset`; null for other types. */
  readonly bit: number | null;
}
