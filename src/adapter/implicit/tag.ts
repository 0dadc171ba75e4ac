/** The tags of a client: each is a field of an assembly of its adapter. */
import { noSuch } from '../../config/names.js';
import { type Complain, refuseComplaints } from '../../config/refusal.js';
import { type BytesPlace, isFieldPlace, type TagPlace } from '../../config/tag-map.js';
import type { PlacedEntry } from '../../tag-file/index.js';
import type { Adapter } from '../adapter.js';
import { fieldFromForm } from '../config-file/layout-form.js';
import type { Field } from '../fields/field.js';
import type { InputAssembly } from '../input-assembly.js';
import type { ReceivedAssembly } from '../received-assembly.js';
import { Feed } from './feed.js';
import type { ImplicitSettings } from './options.js';
import { TagRules } from './tag-rules.js';

/** What the originator sends, O->T: read. */
export interface OutputTag {
  readonly name: string;
  readonly kind: 'output';
  readonly assembly: ReceivedAssembly;
  /** One for all tags of the assembly. */
  readonly feed: Feed;
  readonly field: Field<unknown>;
  /** Undefined without a tag map. */
  readonly rules: TagRules | undefined;
}

/** What this process produces, T->O: written, and read as it was written last. */
export interface InputTag {
  readonly name: string;
  readonly kind: 'input';
  readonly assembly: InputAssembly;
  readonly field: Field<unknown>;
  /** Undefined without a tag map. */
  readonly rules: TagRules | undefined;
}

export type Tag = OutputTag | InputTag;

/** An assembly without the field: where tags may lie. */
type Place = Pick<OutputTag, 'kind' | 'assembly' | 'feed'> | Pick<InputTag, 'kind' | 'assembly'>;

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every tag that is nowhere, by its path. */
export function resolveTags(adapter: Adapter, { tags: map, staleMs }: ImplicitSettings): ReadonlyMap<string, Tag> {
  const places = placesOf(adapter, staleMs);
  let tags: Tag[] = [];
  refuseComplaints('client', (complain) => {
    tags = map === undefined ? everyField(places) : mapped(adapter, places, map, complain);
    if (map === undefined && tags.length === 0)
      complain(['tags'], 'required: no output or input has a layout to name fields');
    if (map !== undefined && Object.keys(map).length === 0) complain(['tags'], 'expected at least one tag');
  });
  return new Map(tags.map((tag) => [tag.name, tag]));
}

type TagMap = Readonly<Record<string, PlacedEntry>>;

function mapped(adapter: Adapter, places: ReadonlyMap<string, Place>, map: TagMap, complain: Complain): Tag[] {
  return Object.entries(map).flatMap(([name, entry]) => {
    const path = ['tags', name];
    const place = placeOf(adapter, places, entry.place, path, complain);
    const field = place && fieldOf(place, entry.place, path, complain);
    if (field === undefined) return [];
    return [{ name, ...place, field, rules: TagRules.of(name, entry, field, path, complain) } as Tag];
  });
}

/** By name. The input of a mirror is none: what the I/O thread copies there, JavaScript can neither write nor see. */
function placesOf(adapter: Adapter, staleMs: number | undefined): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const [name, { kind }] of Object.entries(adapter.status().assemblies)) {
    if (kind === 'output') places.set(name, outputPlace(adapter, name, staleMs));
    if (kind === 'input' && !adapter.input(name).isMirror) places.set(name, { kind, assembly: adapter.input(name) });
  }
  return places;
}

function outputPlace(adapter: Adapter, name: string, staleMs: number | undefined): Place {
  const assembly = adapter.output(name);
  return { kind: 'output', assembly, feed: new Feed(adapter, assembly, staleMs) };
}

function everyField(places: ReadonlyMap<string, Place>): Tag[] {
  return [...places].flatMap(([assembly, place]) =>
    Object.entries(place.assembly.layout?.fields ?? {}).map(
      ([name, field]) => ({ name: `${assembly}.${name}`, ...place, field, rules: undefined }) as Tag,
    ),
  );
}

function placeOf(
  adapter: Adapter,
  places: ReadonlyMap<string, Place>,
  { assembly }: TagPlace,
  path: readonly string[],
  complain: Complain,
): Place | undefined {
  const place = places.get(assembly);
  if (place === undefined) complain([...path, 'assembly'], noPlace(adapter, assembly, [...places.keys()]));
  return place;
}

function noPlace(adapter: Adapter, assembly: string, known: readonly string[]): string {
  const { assemblies } = adapter.status();
  const kind = Object.hasOwn(assemblies, assembly) ? assemblies[assembly]?.kind : undefined;
  if (kind === undefined) return `"${assembly}" is ${noSuch('assembly', assembly, known)}`;
  if (kind === 'input') return `"${assembly}" is the input of a mirror, which the I/O thread writes: name its output`;
  return `"${assembly}" is of kind "${kind}", needed is "output" or "input"`;
}

function fieldOf(
  { assembly }: Place,
  where: TagPlace,
  path: readonly string[],
  complain: Complain,
): Field<unknown> | undefined {
  if (!isFieldPlace(where)) return fieldOfBytes(assembly.size, where, path, complain);
  const fields = assembly.layout?.fields ?? {};
  if (Object.hasOwn(fields, where.field)) return fields[where.field];
  complain([...path, 'field'], `"${where.field}" is ${noSuch('field', where.field, Object.keys(fields))}`);
  return undefined;
}

function fieldOfBytes(
  size: number,
  { assembly: _, ...form }: BytesPlace,
  path: readonly string[],
  complain: Complain,
): Field<unknown> | undefined {
  const field = fieldFromForm(form, path, complain);
  const end = field === undefined ? 0 : Math.ceil((field.firstBit + field.bits) / 8);
  if (end <= size) return field;
  complain([...path, 'offset'], `${field?.type} ends at byte ${end}, the assembly has ${size}`);
  return undefined;
}
