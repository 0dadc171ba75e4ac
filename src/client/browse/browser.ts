/** What there is in a controller: its tags, and the structures that they are made of. */
import { noSuch } from '../../config/names.js';
import { EipError, EipReadError } from '../../errors.js';
import { replyInvalid } from '../../link/failures.js';
import type { SymbolAttributeName, SymbolEntry } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { callTimedOut, type Target } from '../failures.js';
import type { ModuleIdentity } from '../module-identity.js';
import type { ExplicitCallOptions } from '../option-types.js';
import type { ProgramWatch } from '../program/program-watch.js';
import type { Catalog, SymbolInfo } from '../tags/catalog.js';
import { MOST_SYMBOLS, symbolsOf } from '../tags/symbol-list.js';
import { browsedTag, type Listed, listed, wholeName } from './browsed-tag.js';
import { type BrowseSettings, browseSettings, PROGRAM } from './options.js';
import { matches } from './pattern.js';
import { templateInfo } from './template-info.js';
import type { BrowsedTag, BrowseOptions, TemplateInfo } from './types.js';

const ATTRIBUTES = ['name', 'type', 'softwareControl', 'elementSize', 'dimensions'] as const;
/** From this firmware on symbols have attribute 10; an older one refuses a list that asks for it. */
const EXTERNAL_ACCESS_REVISION = 18;
/** A program that is changed while it is browsed is browsed again. */
const MOST_ATTEMPTS = 3;

/** A wrong name is answered with those that there are, unless they fill the screen. */
const MOST_SHOWN = 30;

/** What browsing needs of its client. */
export interface BrowserParts {
  readonly caller: Caller;
  target(): Target;
  identity(options: ExplicitCallOptions): Promise<ModuleIdentity>;
  /** Of the client: what is looked up for one is known to the other. */
  readonly program: Pick<ProgramWatch, 'current' | 'confirm'>;
}

/** Time for each question, within that of the whole. */
type Steps = () => Budget;

export class Browser {
  constructor(private readonly parts: BrowserParts) {}

  async browse(options: BrowseOptions = {}): Promise<BrowsedTag[]> {
    const settings = browseSettings(options);
    const steps = this.steps(settings);
    for (let attempt = 1; ; attempt++) {
      const catalog = await this.parts.program.current(steps());
      const outcome = await this.list(catalog, settings, steps).catch(refusal);
      // What was asked for may have been part of the program that is gone.
      if (await this.parts.program.confirm(catalog, steps())) {
        if (outcome instanceof EipError) throw outcome;
        return outcome;
      }
      if (attempt === MOST_ATTEMPTS) throw replyInvalid(this.parts.target(), 'its program changes while it is browsed');
    }
  }

  /** @throws EipReadError EIP_TAG_UNKNOWN where no tag has such a type */
  async template(name: string, options: ExplicitCallOptions = {}): Promise<TemplateInfo> {
    if (typeof name !== 'string') throw new TypeError(`expected the name of a structure, got ${typeof name}`);
    const settings = browseSettings({ ...options, modules: true, system: true });
    const steps = this.steps(settings);
    const catalog = await this.parts.program.current(steps());
    if (catalog.templates.named(name) === undefined) await this.list(catalog, settings, steps);
    const type = catalog.templates.named(name);
    if (type !== undefined) return templateInfo(type);
    const names = catalog.templates.names();
    const what =
      names.length > MOST_SHOWN ? 'no tag of the controller has such a type' : noSuch('structure', name, names);
    throw new EipReadError('EIP_TAG_UNKNOWN', `"${name}": ${what}`, { tag: name });
  }

  private steps({ timeoutMs, signal }: Pick<BrowseSettings, 'timeoutMs' | 'signal'>): Steps {
    const until = performance.now() + timeoutMs;
    const { caller } = this.parts;
    const own = caller.budget();
    return () => {
      signal?.throwIfAborted();
      const now = performance.now();
      if (now >= until) throw callTimedOut(timeoutMs, 'the list of tags was still on its way');
      return { timeoutMs: own.timeoutMs, deadline: Math.min(until, now + own.timeoutMs), signal };
    };
  }

  private async list(catalog: Catalog, settings: BrowseSettings, steps: Steps): Promise<BrowsedTag[]> {
    const tags: BrowsedTag[] = [];
    for (const symbol of await this.symbols(settings, steps)) {
      const tag = await this.tag(symbol, catalog, settings, steps);
      if (tag !== undefined) tags.push(tag);
    }
    return tags;
  }

  /** Of all scopes that are meant, without those that nobody asked for. */
  private async symbols({ controller, programs, name, modules, system }: BrowseSettings, steps: Steps) {
    const attributes = await this.attributes(steps);
    const found: Listed[] = [];
    let left = MOST_SYMBOLS;
    const read = async (program: string | undefined): Promise<Listed[]> => {
      const query = { program, attributes, most: left, budget: steps };
      const entries = await symbolsOf(this.parts.caller, this.parts.target, query);
      left -= entries.length;
      return entries.map((entry: SymbolEntry) => listed(entry, program));
    };
    const isWanted = (symbol: Listed): boolean => {
      const { kind } = symbol;
      if (symbol.name === '' || kind === 'program') return false;
      if ((kind === 'module' && !modules) || (kind === 'system' && !system)) return false;
      return matches(name, symbol.name) || matches(name, wholeName(symbol));
    };
    const own = controller || programs === 'all' ? await read(undefined) : [];
    if (controller) found.push(...own.filter(isWanted));
    for (const program of programs === 'all' ? programsIn(own) : programs) {
      for (const symbol of await read(program)) if (isWanted(symbol)) found.push(symbol);
    }
    return found;
  }

  private async attributes(steps: Steps): Promise<readonly SymbolAttributeName[]> {
    const { timeoutMs, signal } = steps();
    const { revision } = await this.parts.identity({ timeoutMs, ...(signal && { signal }) });
    return revision.major >= EXTERNAL_ACCESS_REVISION ? [...ATTRIBUTES, 'externalAccess'] : ATTRIBUTES;
  }

  /** Undefined for one of another type than asked for. */
  private async tag(symbol: Listed, catalog: Catalog, { dataType }: BrowseSettings, steps: Steps) {
    if (symbol.kind === 'program') return undefined;
    const tag = browsedTag(symbol, symbol.kind, await described(symbol, catalog, steps));
    return dataType === '*' || (tag.dataType !== null && matches(dataType, tag.dataType)) ? tag : undefined;
  }
}

/** A structure that can't be understood does not hide the tag. */
function described({ entry }: Listed, catalog: Catalog, steps: Steps): Promise<SymbolInfo | EipError | undefined> {
  return catalog.describe(entry, steps()).catch(refusal);
}

/** The controller does not give it, or nothing that can be understood. @throws any other error */
function refusal(error: unknown): EipError {
  if (error instanceof EipError && (error.code === 'EIP_READ_REFUSED' || error.code === 'EIP_REPLY_INVALID'))
    return error;
  throw error;
}

/** A name that can't be a program's can't be asked for either. */
function programsIn(symbols: readonly Listed[]): string[] {
  return symbols.flatMap(({ name }) => PROGRAM.exec(name)?.[1] ?? []);
}
