/** What the controller has: symbols by scope, templates, and the types that they make. Asked for when it is needed. */
import type { RouterRequest } from '../../cip/index.js';
import { EipReadError } from '../../errors.js';
import { bounded } from '../../link/bounded.js';
import { replyInvalid, understood } from '../../link/failures.js';
import {
  type AnyTagType,
  countedTextType,
  decodeSymbolList,
  decodeTemplateAttributes,
  decodeTemplateDefinition,
  decodeTypeWord,
  definitionBytes,
  elementaryType,
  nameKey,
  readTemplateRequest,
  type SymbolEntry,
  symbolListRequest,
  type TagName,
  type Template,
  TypeBuilder,
  templateAttributesRequest,
} from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { callTimedOut, type Subject, type Target } from '../failures.js';
import { type Part, readPart } from './raw-reads.js';

const ATTRIBUTES = ['name', 'type', 'elementSize', 'dimensions'] as const;
/** Far beyond what a controller has. */
const MOST_SYMBOLS = 1_000_000;
const MOST_TEMPLATES = 10_000;
const MOST_DEFINITION_BYTES = 1 << 20;
const MOST_READ_BYTES = 0xffff;
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
  private readonly templates = new Map<number, Template>();
  private readonly builder = new TypeBuilder((instance) => this.templates.get(instance));

  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
  ) {}

  /**
   * What the first step of a name is; undefined when the controller does not list it.
   * @throws EipReadError, EipConnectionError EIP_REPLY_INVALID
   */
  async symbol({ program, steps: [first] }: TagName, budget: Budget): Promise<SymbolInfo | undefined> {
    const scope = await this.scope(program, budget);
    const entry = scope?.get(nameKey(first?.name ?? ''));
    if (entry === undefined) return undefined;
    const { dimensions, template, code = 0 } = decodeTypeWord(entry.type ?? 0);
    const type =
      template === undefined ? this.elementary(code, entry.elementSize) : await this.structure(template, budget);
    return type && { type, dimensions: (entry.dimensions ?? []).slice(0, dimensions) };
  }

  private elementary(code: number, size: number | undefined): AnyTagType | undefined {
    return elementaryType(code, size) ?? countedTextType(code);
  }

  private async structure(instance: number, budget: Budget): Promise<AnyTagType> {
    await this.fetch(instance, budget);
    return understood(this.target(), () => this.builder.structure(instance));
  }

  /** The template and those that it consists of. */
  private async fetch(instance: number, budget: Budget): Promise<void> {
    const wanted = [instance];
    const { templates } = this;
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      if (templates.has(next)) continue;
      if (templates.size >= MOST_TEMPLATES) throw replyInvalid(this.target(), `more than ${MOST_TEMPLATES} templates`);
      const template = await this.template(next, budget);
      templates.set(next, template);
      for (const { type } of template.members) {
        const inner = decodeTypeWord(type).template;
        if (inner !== undefined) wanted.push(inner);
      }
    }
  }

  private async template(instance: number, budget: Budget): Promise<Template> {
    const subject = { text: `template ${instance}` };
    const { data } = await this.part(subject, templateAttributesRequest(instance), budget);
    const attributes = understood(this.target(), () => decodeTemplateAttributes(data));
    const bytes = await this.definition(instance, Math.min(definitionBytes(attributes), MOST_DEFINITION_BYTES), budget);
    const definition = understood(this.target(), () => decodeTemplateDefinition(bytes, attributes.members));
    return { ...definition, handle: attributes.handle, structureBytes: attributes.structureBytes };
  }

  private async definition(instance: number, size: number, budget: Budget): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset < size; ) {
      const bytes = Math.min(size - offset, MOST_READ_BYTES);
      const request = readTemplateRequest(instance, { offset, bytes });
      const { data, isLast } = await this.part({ text: `the definition of template ${instance}` }, request, budget);
      parts.push(data);
      offset += data.byteLength;
      if (data.byteLength === 0 || (isLast && data.byteLength < bytes)) break;
    }
    return Buffer.concat(parts);
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
    const symbols = new Map<string, SymbolEntry>();
    const subject = { text: program === undefined ? 'its list of tags' : `the list of tags of the program ${program}` };
    for (let from = 0; ; ) {
      const part = await this.part(subject, symbolListRequest(from, ATTRIBUTES, program), budget).catch(absent);
      if (part === undefined) return undefined;
      const entries = understood(this.target(), () => decodeSymbolList(part.data, ATTRIBUTES));
      for (const entry of entries) symbols.set(nameKey(entry.name ?? ''), entry);
      const last = entries.at(-1)?.instance;
      if (part.isLast) return symbols;
      if (last === undefined || last < from || symbols.size > MOST_SYMBOLS) {
        throw replyInvalid(this.target(), 'its list of tags does not end');
      }
      from = last + 1;
    }
  }

  private part(subject: Subject, request: RouterRequest, budget: Budget): Promise<Part> {
    return readPart(this.caller, this.target, subject, request, budget);
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
