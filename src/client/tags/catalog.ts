/** What the controller has: symbols by scope, templates, and the types that they make. Asked for when it is needed. */
import { EipReadError } from '../../errors.js';
import { bounded } from '../../link/bounded.js';
import {
  type AnyTagType,
  countedTextType,
  decodeTypeWord,
  elementaryType,
  nameKey,
  type SymbolEntry,
  type TagName,
} from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { callTimedOut, type Target } from '../failures.js';
import { MOST_SYMBOLS, symbolsOf } from './symbol-list.js';
import { TemplateStore } from './template-store.js';

const ATTRIBUTES = ['name', 'type', 'elementSize', 'dimensions'] as const;
/** A controller that has no such service or class: a Micro800, or no Logix at all. */
const NOT_THERE: ReadonlySet<number> = new Set([0x05, 0x08, 0x14, 0x16]);

/** What a symbol is. */
export interface SymbolInfo {
  readonly type: AnyTagType;
  /** None for a single value; of BOOL arrays in words. */
  readonly dimensions: readonly number[];
}

type Scope = ReadonlyMap<string, SymbolEntry>;

export class Catalog {
  private readonly scopes = new Map<string, Promise<Scope | undefined>>();
  readonly templates: TemplateStore;

  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
  ) {
    this.templates = new TemplateStore(caller, target);
  }

  /**
   * What the first step of a name is; undefined when the controller does not list it.
   * @throws EipReadError, EipConnectionError EIP_REPLY_INVALID
   */
  async symbol({ program, steps: [first] }: TagName, budget: Budget): Promise<SymbolInfo | undefined> {
    const scope = await this.scope(program, budget);
    const entry = scope?.get(nameKey(first?.name ?? ''));
    return entry && this.describe(entry, budget);
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
    return type && { type, dimensions: (entry.dimensions ?? []).slice(0, dimensions) };
  }

  private elementary(code: number, size: number | undefined): AnyTagType | undefined {
    return elementaryType(code, size) ?? countedTextType(code);
  }

  private async scope(program: string | undefined, budget: Budget): Promise<Scope | undefined> {
    const key = program === undefined ? '' : nameKey(program);
    for (let shared = this.scopes.get(key); shared !== undefined; shared = this.scopes.get(key)) {
      try {
        return await within(shared, budget);
      } catch (error) {
        // Another call asked, and its time or patience is over; ours may not be.
        if (budget.signal?.aborted || performance.now() >= budget.deadline) throw error;
      }
    }
    const own = this.list(program, budget);
    this.scopes.set(key, own);
    own.catch(() => this.scopes.delete(key));
    return own;
  }

  /** Undefined where there is no such list. */
  private async list(program: string | undefined, budget: Budget): Promise<Scope | undefined> {
    const query = { program, attributes: ATTRIBUTES, most: MOST_SYMBOLS, budget: () => budget };
    const entries = await symbolsOf(this.caller, this.target, query).catch(absent);
    return entries && new Map(entries.map((entry) => [nameKey(entry.name ?? ''), entry]));
  }
}

/** What another call has asked for already. @throws EipTimeoutError when the time of this call is over, the signal's reason. */
function within<T>(shared: Promise<T>, { deadline, timeoutMs, signal }: Budget): Promise<T> {
  const timeoutError = () => callTimedOut(timeoutMs, 'the list of tags was still on its way');
  const left = Math.max(0, deadline - performance.now());
  return bounded({ timeoutMs: left, signal, timeoutError }, (resolve, reject) => {
    shared.then(resolve, reject);
    return () => {};
  });
}

/** @throws all but a refusal that says that there is no such list */
function absent(error: unknown): undefined {
  if (error instanceof EipReadError && NOT_THERE.has(error.generalStatus ?? -1)) return undefined;
  throw error;
}
