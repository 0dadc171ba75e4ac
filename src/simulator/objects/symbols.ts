/** Symbol object: the list of tags (docs/protocol.md, "Symbol object"). */
import { ServiceCode } from '../../cip/index.js';
import { logicalValue, type Path } from '../../cip/path.js';
import { Writer } from '../../cip/writer.js';
import {
  decodeAttributeIds,
  encodeSymbolEntry,
  SymbolAttribute,
  type SymbolAttributeName,
  type SymbolEntry,
} from '../../logix/index.js';
import { Refused, Status } from '../controller/refused.js';
import { type SystemSymbol, Tag } from '../controller/tag.js';
import type { Answer } from '../controller/tag-services.js';
import { firmware } from './controller.js';
import { type ObjectRequest, served } from './request.js';

export function symbols(request: ObjectRequest): Answer {
  return served(request, SERVICES);
}

const SERVICES = new Map([[ServiceCode.getInstanceAttributeList, list]]);

const BY_ID: ReadonlyMap<number, SymbolAttributeName> = new Map(
  (Object.keys(SymbolAttribute) as SymbolAttributeName[]).map((name) => [SymbolAttribute[name], name]),
);

const ACCESS = { readWrite: 0, readOnly: 2, none: 3 } as const;
/** Bit 26: no alias. */
const BASE_TAG = 1 << 26;

function list(request: ObjectRequest): Answer {
  const { controller, path, data, room } = request;
  const scope = controller.program.scope(programOf(path));
  if (scope === undefined) throw new Refused(Status.pathUnknown);
  const names = namesOf(request, decodeAttributeIds(data).ids);
  const from = logicalValue(path, 'instance') ?? 0;
  const writer = new Writer();
  for (const symbol of scope.symbols) {
    if (symbol.instance < from) continue;
    const entry = encodeSymbolEntry(entryOf(symbol), names);
    if (writer.offset + entry.byteLength > room) return cutShort(writer);
    writer.raw(entry);
  }
  return { data: writer.finish() };
}

/** An entry is never split. */
function cutShort(writer: Writer): Answer {
  if (writer.offset === 0) throw new Refused(Status.replyTooLarge);
  return { data: writer.finish(), partial: true };
}

function programOf([first]: Path): string | undefined {
  return first?.kind === 'symbol' ? first.name.replace(/^program:/i, '') : undefined;
}

/** @throws Refused for a list with an attribute that this firmware does not have. */
function namesOf({ controller }: ObjectRequest, ids: readonly number[]): SymbolAttributeName[] {
  const { externalAccess } = firmware(controller);
  return ids.map((id) => {
    const name = BY_ID.get(id);
    if (name === undefined || (name === 'externalAccess' && !externalAccess)) throw new Refused(Status.attributeList);
    return name;
  });
}

function entryOf(symbol: Tag | SystemSymbol): SymbolEntry {
  const isTag = symbol instanceof Tag;
  const [first = 0, second = 0, third = 0] = isTag ? symbol.dimensions : [];
  return {
    instance: symbol.instance,
    name: symbol.name,
    type: symbol.typeWord,
    address: 0,
    objectAddress: 0,
    softwareControl: BASE_TAG,
    elementSize: isTag ? Math.min(symbol.type.size, 0xffff) : 0,
    dimensions: [first, second, third],
    externalAccess: isTag ? ACCESS[symbol.access] : ACCESS.none,
  };
}
