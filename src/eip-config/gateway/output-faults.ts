/** What groups of an implicit source name: outputs of the adapter, and tags that lie in them. */
import { noSuch } from '../../config/names.js';
import { type Complaint, examined } from '../../config/refusal.js';
import { isObject } from '../../config/section.js';
import { placedEntries } from '../../tag-file/index.js';
import type { OutputGroup } from './groups.js';
import type { ImplicitSourceSettings } from './sources.js';

type Assemblies = Readonly<Record<string, unknown>>;

/** Paths begin at the source. */
export function outputGroupComplaints(
  { groups, tags }: Pick<ImplicitSourceSettings, 'groups' | 'tags'>,
  assemblies: Assemblies,
): Complaint[] {
  return Object.entries(groups).flatMap(([name, group]) => {
    const path = ['groups', name];
    const timing = timingComplaints(group, path);
    const outputs = Object.keys(assemblies).filter((one) => kindOf(assemblies[one]) === 'output');
    if (!outputs.includes(group.assembly)) {
      return [...timing, { path: [...path, 'assembly'], message: noOutput(group.assembly, assemblies, outputs) }];
    }
    return [...timing, ...tagComplaints(group, tagsIn(group.assembly, assemblies, tags), path)];
  });
}

function kindOf(assembly: unknown): unknown {
  return isObject(assembly) ? assembly.kind : undefined;
}

function timingComplaints({ report, rateMs }: OutputGroup, path: Complaint['path']): Complaint[] {
  if (rateMs === undefined || report === 'interval') return [];
  return [{ path: [...path, 'rateMs'], message: `is for report: interval, and this is "${report}"` }];
}

function noOutput(name: string, assemblies: Assemblies, outputs: readonly string[]): string {
  if (!Object.hasOwn(assemblies, name)) return `"${name}" is ${noSuch('output', name, outputs)}`;
  return `"${name}" is of kind "${String(kindOf(assemblies[name]))}", needed is "output": what the PLC writes`;
}

/**
 * Tags of the source that lie in it, and its fields by their own names, or all of its bytes by its name. Undefined: what
 * is wrong with the tags is told elsewhere.
 */
function tagsIn(assembly: string, assemblies: Assemblies, tags: unknown): readonly string[] | undefined {
  const { layout } = assemblies[assembly] as { readonly layout?: { readonly fields?: object } };
  const own = layout === undefined ? [assembly] : Object.keys(layout.fields ?? {});
  if (tags === undefined) return own;
  const { data } = examined(placedEntries, tags);
  if (data === undefined) return undefined;
  const mapped = Object.entries(data).flatMap(([name, { place }]) => (place.assembly === assembly ? [name] : []));
  return [...new Set([...mapped, ...own])];
}

function tagComplaints(
  { assembly, tags = [] }: OutputGroup,
  known: readonly string[] | undefined,
  path: Complaint['path'],
): Complaint[] {
  if (known === undefined) return [];
  return tags.flatMap((tag, index) => {
    const message = tags.indexOf(tag) < index ? `${tag}: is in the list already` : undefined;
    if (message === undefined && known.includes(tag)) return [];
    const missing = `"${tag}" is ${noSuch(`tag in "${assembly}"`, tag, known)}`;
    return [{ path: [...path, 'tags', index], message: message ?? missing }];
  });
}
