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
import { Catalog } from './catalog.js';
import { NoSuchPlace } from './level.js';
import { type Place, placeOf, placeOfUnlisted } from './place.js';
import { readPart } from './raw-reads.js';

const MOST_REMEMBERED = 100_000;

export class TagAddresses {
  private places = new Map<string, Place>();
  private known: Catalog;

  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
  ) {
    this.known = new Catalog(caller, target);
  }

  /** What is known of the controller now. */
  get catalog(): Catalog {
    return this.known;
  }

  forget(): void {
    this.places = new Map();
    this.known = new Catalog(this.caller, this.target);
  }

  /** @throws EipReadError EIP_TAG_UNKNOWN when the name leads nowhere; what the controller says, and what its questions throw. */
  async find(name: string, budget: Budget): Promise<Place> {
    // What is found with what was known goes there, also when all of it was forgotten meanwhile.
    const { places, catalog } = this;
    const known = places.get(name);
    if (known !== undefined) return known;
    const place = await this.lookUp(parsed(name), catalog, budget);
    if (places.size >= MOST_REMEMBERED) places.clear();
    places.set(name, place);
    return place;
  }

  private async lookUp(tag: TagName, catalog: Catalog, budget: Budget): Promise<Place> {
    const symbol = await catalog.symbol(tag, budget);
    const place = symbol === undefined ? placeOfUnlisted : placeOf;
    const shape = symbol ?? { type: await this.probe(tag, budget), dimensions: [] };
    try {
      return place(tag, shape);
    } catch (error) {
      if (error instanceof NoSuchPlace) throw unknown(tag.text, error.message);
      throw error;
    }
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
