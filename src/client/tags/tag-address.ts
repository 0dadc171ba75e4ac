/** From names to places: parsed once, looked up in the controller, remembered until its program may be another one. */
import { EipReadError } from '../../errors.js';
import {
  type AnyTagType,
  countedTextType,
  elementaryType,
  parseTagName,
  readTagRequest,
  type TagName,
  TagNameError,
  tagPath,
} from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import type { Target } from '../failures.js';
import { type AskSignature, Catalog } from './catalog.js';
import { NoSuchPlace, type SymbolShape } from './level.js';
import { type Place, placeOf, placeOfUnlisted } from './place.js';
import { readPart } from './raw-reads.js';

const MOST_REMEMBERED = 100_000;

export class TagAddresses {
  private places = new Map<string, Place>();
  private known: Catalog;
  /** Names that were looked for in vain in a list that was new, and are there all the same. */
  private readonly unlisted = new Set<string>();

  /** @param seesAliases whether symbols tell that they are aliases, which costs four bytes of each */
  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
    private readonly askSignature: AskSignature,
    /** Told when what is known is not what the controller has; `lookAgain` is called then. */
    readonly doubted: () => void,
    private readonly seesAliases = false,
  ) {
    this.known = this.newCatalog();
  }

  /** Another one when what was known was forgotten. */
  get catalog(): Catalog {
    return this.known;
  }

  newCatalog(): Catalog {
    return new Catalog(this.caller, this.target, this.askSignature, this.seesAliases);
  }

  forget(): void {
    this.lookAgain();
    this.unlisted.clear();
  }

  /** What is known may not be true. */
  lookAgain(): void {
    this.places = new Map();
    this.known = this.newCatalog();
  }

  /** @throws EipReadError EIP_TAG_UNKNOWN when the name leads nowhere; what the controller says, and what its questions throw. */
  async find(name: string, budget: Budget): Promise<Place> {
    // What is found with what was known goes there, also when all of it was forgotten meanwhile.
    const { places, known: catalog } = this;
    const already = places.get(name);
    if (already !== undefined) return already;
    const tag = parsed(name);
    const symbol = await catalog.symbol(tag, budget);
    const place = symbol === undefined ? await this.unlistedPlace(tag, catalog, budget) : at(tag, placeOf, symbol);
    // Looked for in another list meanwhile.
    if (place === undefined) return this.find(name, budget);
    if (places.size >= MOST_REMEMBERED) places.clear();
    places.set(name, place);
    return place;
  }

  /** Undefined: it is there, and so the list is old; a new one is to be looked at. */
  private async unlistedPlace(tag: TagName, catalog: Catalog, budget: Budget): Promise<Place | undefined> {
    const type = await this.probe(tag, budget);
    const isNews = catalog.lists(tag) && !this.unlisted.has(tag.text);
    if (!isNews) return at(tag, placeOfUnlisted, { type, dimensions: [] });
    if (this.unlisted.size >= MOST_REMEMBERED) this.unlisted.clear();
    this.unlisted.add(tag.text);
    if (catalog === this.known) this.doubted();
    return undefined;
  }

  /** A tag that is not listed may be there all the same: what it holds says its type. */
  private async probe(tag: TagName, budget: Budget): Promise<AnyTagType> {
    const subject = { text: `tag "${tag.text}"`, tag: tag.text };
    const { data } = await readPart(this.caller, this.target, subject, readTagRequest(tagPath(tag), 1), budget);
    const code = (data[0] ?? 0) | ((data[1] ?? 0) << 8);
    const type = elementaryType(code, data.byteLength - 2) ?? countedTextType(code);
    if (type !== undefined) return type;
    throw unknown(tag.text, `is of a type that the controller does not describe (0x${code.toString(16)})`);
  }
}

/** @throws EipReadError EIP_TAG_UNKNOWN when the name does not go with the symbol */
function at(tag: TagName, place: typeof placeOf, symbol: SymbolShape): Place {
  try {
    return place(tag, symbol);
  } catch (error) {
    if (error instanceof NoSuchPlace) throw unknown(tag.text, error.message);
    throw error;
  }
}

function parsed(name: string): TagName {
  try {
    return parseTagName(name);
  } catch (error) {
    if (error instanceof TagNameError)
      throw new EipReadError('EIP_TAG_UNKNOWN', error.message, { tag: name, cause: error });
    throw error;
  }
}

function unknown(tag: string, why: string): EipReadError {
  return new EipReadError('EIP_TAG_UNKNOWN', `"${tag}" ${why}`, { tag });
}
