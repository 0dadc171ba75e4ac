/** Which tags an implicit source has: those that its groups tell, and those that commands read and write. */

import { type OutputTag, resolveTags, type Tag } from '../../adapter/implicit/tag.js';
import type { Adapter } from '../../adapter/index.js';
import type { Band } from '../../client/subscriptions/deadband.js';
import { bandOf } from '../../client/subscriptions/options.js';
import { noSuch } from '../../config/names.js';
import { type Complain, refuseComplaints } from '../../config/refusal.js';
import type { OutputGroup } from '../../eip-config/gateway/groups.js';
import type { PlacedEntry } from '../../tag-file/index.js';
import type { PlacedSettings } from './settings.js';

/** As records have it. */
export interface ToldOutputTag {
  readonly name: string;
  readonly tag: OutputTag;
  readonly unit: string | undefined;
  readonly band: Band;
}

export interface SourceTags {
  /**
   * By the names of the tag map, by `assembly.field`, and where there is no layout by the assembly's; those that are told
   * also as they are told, where no other has this name.
   */
  readonly all: ReadonlyMap<string, Tag>;
  /** By name of the group. */
  readonly told: ReadonlyMap<string, readonly ToldOutputTag[]>;
}

/** @throws EipConfigError EIP_OPTION_INVALID that names every assembly and tag that is nowhere, by its path */
export function sourceTags(adapter: Adapter, { tags = {}, staleMs, groups }: PlacedSettings): SourceTags {
  const map = { ...ownPlaces(adapter), ...tags };
  const all: ReadonlyMap<string, Tag> =
    Object.keys(map).length === 0 ? new Map() : resolveTags(adapter, { adapter, tags: map, staleMs });
  const told = new Map<string, readonly ToldOutputTag[]>();
  refuseComplaints('source', (complain) => {
    for (const [name, group] of Object.entries(groups)) {
      const complainOf: Complain = (path, message) => complain(['groups', name, ...path], message);
      told.set(name, toldTags(adapter, { all, tags }, group, complainOf));
    }
  });
  return { all: withOwnNames(all, told.values()), told };
}

function withOwnNames(
  all: ReadonlyMap<string, Tag>,
  told: Iterable<readonly ToldOutputTag[]>,
): ReadonlyMap<string, Tag> {
  const own = new Map<string, Tag | undefined>();
  for (const { name, tag } of [...told].flat()) own.set(name, own.has(name) && own.get(name) !== tag ? undefined : tag);
  const unique = [...own].flatMap(([name, tag]) => (tag === undefined || all.has(name) ? [] : [[name, tag] as const]));
  return new Map([...all, ...unique]);
}

/** Of a tag that lies on a field, whole: the name of that, `assembly.field`. */
export function placeName(all: ReadonlyMap<string, Tag>, name: string): string {
  const tag = all.get(name);
  if (tag === undefined) return name;
  const { assembly, field } = tag;
  for (const [own, found] of Object.entries(assembly.layout?.fields ?? {})) {
    if (found.firstBit === field.firstBit && found.bits === field.bits) return `${assembly.name}.${own}`;
  }
  return name;
}

interface Known {
  readonly all: ReadonlyMap<string, Tag>;
  /** Those of the tag map. */
  readonly tags: Readonly<Record<string, PlacedEntry>>;
}

function toldTags(adapter: Adapter, known: Known, group: OutputGroup, complain: Complain): ToldOutputTag[] {
  const { assembly, tags: wanted, deadband } = group;
  if (!isOutput(adapter, assembly)) {
    const outputs = Object.keys(adapter.status().assemblies).filter((name) => isOutput(adapter, name));
    complain(['assembly'], `"${assembly}" is ${noSuch('output assembly', assembly, outputs)}`);
    return [];
  }
  const there = new Map(tagsOn(known, assembly, deadband).map((tag) => [tag.name, tag]));
  if (wanted === undefined) return defaultTags(there, known, assembly, complain);
  return [...new Set(wanted)].flatMap((name) => {
    const tag = there.get(name);
    if (tag === undefined)
      complain(['tags'], `"${name}" is ${noSuch(`tag on "${assembly}"`, name, [...there.keys()])}`);
    return tag ?? [];
  });
}

/** Those of the tag map, where it has any on the assembly. */
function defaultTags(
  there: ReadonlyMap<string, ToldOutputTag>,
  { tags }: Known,
  assembly: string,
  complain: Complain,
): ToldOutputTag[] {
  const mapped = [...there.values()].filter(({ name }) => Object.hasOwn(tags, name));
  if (there.size === 0) complain(['assembly'], `"${assembly}" has no bytes and no tags`);
  return mapped.length > 0 ? mapped : [...there.values()];
}

/** What may be told of an assembly: tags of the map, and its fields by their own names. */
function tagsOn({ all, tags }: Known, assembly: string, deadband: number): ToldOutputTag[] {
  const told = new Map<string, ToldOutputTag>();
  const prefix = `${assembly}.`;
  for (const [name, tag] of all) {
    if (tag.kind !== 'output' || tag.assembly.name !== assembly) continue;
    const entry = Object.hasOwn(tags, name) ? tags[name] : undefined;
    const own = entry === undefined && name.startsWith(prefix) ? name.slice(prefix.length) : name;
    if (entry === undefined && told.has(own)) continue;
    const band = bandOf(entry?.deadband ?? deadband, [], () => {});
    told.set(own, { name: own, tag, unit: entry?.unit, band });
  }
  return [...told.values()];
}

function isOutput(adapter: Adapter, name: string): boolean {
  const { assemblies } = adapter.status();
  return Object.hasOwn(assemblies, name) && assemblies[name]?.kind === 'output';
}

/** Each field of each assembly by `assembly.field`; the bytes of one without a layout by its name. */
function ownPlaces(adapter: Adapter): Record<string, PlacedEntry> {
  const places: Record<string, PlacedEntry> = {};
  for (const [name, { kind, size }] of Object.entries(adapter.status().assemblies)) {
    if (kind !== 'output' && (kind !== 'input' || adapter.input(name).isMirror)) continue;
    const { layout } = kind === 'output' ? adapter.output(name) : adapter.input(name);
    for (const field of Object.keys(layout?.fields ?? {}))
      places[`${name}.${field}`] = placed({ assembly: name, field });
    if (layout !== undefined || size === 0) continue;
    places[name] = placed({ assembly: name, offset: 0, type: 'bytes', length: size });
  }
  return places;
}

function placed(place: PlacedEntry['place']): PlacedEntry {
  const none = { tag: undefined, type: undefined, scaling: undefined, unit: undefined, group: undefined };
  const limits = { min: undefined, max: undefined, maxWritesPerSecond: undefined, readOnly: false };
  return { ...none, ...limits, deadband: undefined, place };
}
