/** What the controller has: symbols by scope, templates, and the types that they make. Asked for when it is needed. */
import { EipReadError } from '../../errors.js';
import {
  type AnyTagType,
  countedTextType,
  decodeTypeWord,
  elementaryType,
  nameKey,
  type SymbolAttributeName,
  type SymbolEntry,
  type TagName,
} from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import type { Target } from '../failures.js';
import { SharedAnswer } from './shared-answer.js';
import { MOST_SYMBOLS, symbolsOf } from './symbol-list.js';
import { TemplateStore } from './template-store.js';

const ATTRIBUTES: readonly SymbolAttributeName[] = ['name', 'type', 'elementSize', 'dimensions'];
const WITH_ALIASES: readonly SymbolAttributeName[] = [...ATTRIBUTES, 'softwareControl'];
/** Of the software control word: clear in an alias. */
const BASE_TAG = 1 << 26;
/** A controller that has no such service or class: a Micro800, or no Logix at all. */
const NOT_THERE: ReadonlySet<number> = new Set([0x05, 0x08, 0x14, 0x16]);

/** What a symbol is. */
export interface SymbolInfo {
  readonly type: AnyTagType;
  /** None for a single value; of BOOL arrays in words. */
  readonly dimensions: readonly number[];
  /** It stands for another tag; false where nobody asked. */
  readonly isAlias?: boolean;
}

type Scope = ReadonlyMap<string, SymbolEntry>;

/** Gives what tells one program from another; null where the controller has no such thing. */
export type AskSignature = (budget: Budget) => Promise<Uint8Array | null>;

export class Catalog {
  /** What told the program from others before anything of it was asked for; undefined: nothing was. */
  signed: Uint8Array | null | undefined;
  /** Lists that are whole, by the key of their program. */
  readonly listed = new Map<string, { readonly program: string | undefined; readonly entries: Scope }>();
  /** Of the entries that somebody has asked for. */
  readonly types = new Map<SymbolEntry, AnyTagType>();
  readonly templates: TemplateStore;
  private readonly signature = new SharedAnswer<Uint8Array | null>('whether its program is still the same');
  private readonly scopes = new Map<string, SharedAnswer<Scope | undefined>>();
  private readonly attributes: readonly SymbolAttributeName[];

  /** @param seesAliases whether to ask which symbols are aliases */
  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
    private readonly askSignature: AskSignature,
    seesAliases = false,
  ) {
    this.attributes = seesAliases ? WITH_ALIASES : ATTRIBUTES;
    this.templates = new TemplateStore(caller, target);
  }

  /** Before anything else is asked for. @throws EipError */
  async sign(budget: Budget): Promise<void> {
    if (this.signed !== undefined) return;
    const signature = await this.signature.get(() => this.askSignature(budget), budget);
    this.signed ??= signature;
  }

  /**
   * What the first step of a name is; undefined when the controller does not list it.
   * @throws EipReadError, EipConnectionError EIP_REPLY_INVALID
   */
  async symbol(
    { program, steps: [first] }: Pick<TagName, 'program' | 'steps'>,
    budget: Budget,
  ): Promise<SymbolInfo | undefined> {
    const scope = await this.scope(program, budget);
    const entry = scope?.get(nameKey(first?.name ?? ''));
    return entry && this.describe(entry, budget);
  }

  /** Whether the list that the name would stand in is known. */
  lists({ program }: Pick<TagName, 'program'>): boolean {
    return this.listed.has(program === undefined ? '' : nameKey(program));
  }

  /**
   * What an entry of a list is: with its type word, size and dimensions. Undefined where nobody knows its type.
   * @throws as `symbol`
   */
  async describe(entry: SymbolEntry, budget: Budget): Promise<SymbolInfo | undefined> {
    const { dimensions, template, code = 0 } = decodeTypeWord(entry.type ?? 0);
    const type =
      template === undefined
        ? this.elementary(code, entry.elementSize)
        : await this.templates.structure(template, budget);
    if (type === undefined) return undefined;
    this.types.set(entry, type);
    const isAlias = entry.softwareControl !== undefined && (entry.softwareControl & BASE_TAG) === 0;
    return { type, dimensions: (entry.dimensions ?? []).slice(0, dimensions), isAlias };
  }

  private elementary(code: number, size: number | undefined): AnyTagType | undefined {
    return elementaryType(code, size) ?? countedTextType(code);
  }

  /** The list of a program, or of the controller; undefined where there is none. @throws as `symbol` */
  async scope(program: string | undefined, budget: Budget): Promise<Scope | undefined> {
    await this.sign(budget);
    const key = program === undefined ? '' : nameKey(program);
    let scope = this.scopes.get(key);
    if (scope === undefined) {
      scope = new SharedAnswer('the list of tags');
      this.scopes.set(key, scope);
    }
    const entries = await scope.get(() => this.list(program, budget), budget);
    if (entries !== undefined) this.listed.set(key, { program, entries });
    return entries;
  }

  /** Undefined where there is no such list. */
  private async list(program: string | undefined, budget: Budget): Promise<Scope | undefined> {
    const query = { program, attributes: this.attributes, most: MOST_SYMBOLS, budget: () => budget };
    const entries = await symbolsOf(this.caller, this.target, query).catch(absent);
    return entries && new Map(entries.map((entry) => [nameKey(entry.name ?? ''), entry]));
  }
}

/** @throws all but a refusal that says that there is no such list */
function absent(error: unknown): undefined {
  if (error instanceof EipReadError && NOT_THERE.has(error.generalStatus ?? -1)) return undefined;
  throw error;
}
