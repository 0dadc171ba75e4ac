/** What is wrong with one source beyond its schema: its client's options, and what its groups name. */
import type { AdapterRead } from '../../adapter/config-file/adapter-section.js';
import { ExplicitClient, type ExplicitClientOptions } from '../../client/index.js';
import { type ClientFaults, clientFaults, implicitFaults } from '../../client-config.js';
import { nearest } from '../../config/names.js';
import { type Complaint, examined } from '../../config/refusal.js';
import { isObject } from '../../config/section.js';
import { nameKey, parseTagName, TagNameError } from '../../logix/index.js';
import { tagEntries } from '../../tag-file/index.js';
import { outputGroupComplaints } from './output-faults.js';
import type { ExplicitSourceSettings, ImplicitSourceSettings } from './sources.js';

export interface SourceSurroundings {
  readonly adapter: AdapterRead;
  isEnabled(section: 'adapter'): boolean;
}

type Settings = ExplicitSourceSettings | ImplicitSourceSettings;

/** Paths begin at the source. */
export function sourceFaults(settings: Settings, around: SourceSurroundings): ClientFaults {
  return settings.protocol === 'explicit' ? explicitFaults(settings) : implicitSourceFaults(settings, around);
}

function explicitFaults(settings: ExplicitSourceSettings): ClientFaults {
  const { protocol: _protocol, enabled: _enabled, events: _events, groups, ...client } = settings;
  const faults = clientFaults(() => new ExplicitClient(client as ExplicitClientOptions));
  const known = bookedTags(settings.tags);
  const complaints = Object.entries(groups).flatMap(([name, { tags }]) => {
    const path = ['groups', name];
    if (tags === undefined) return known.some(({ group }) => group === name) ? [] : [nobodyNames(name, known, path)];
    return [...twice(tags, [...path, 'tags']), ...strangers(tags, known, [...path, 'tags'])];
  });
  return { complaints: [...faults.complaints, ...complaints], problems: faults.problems };
}

interface BookedName {
  readonly name: string;
  readonly group: string | undefined;
}

/** Of what the client refuses nothing. */
function bookedTags(tags: unknown): readonly BookedName[] {
  if (Array.isArray(tags)) return tags.map((name) => ({ name: String(name), group: undefined }));
  const { data = {} } = examined(tagEntries, tags);
  return Object.entries(data).map(([name, entry]) => ({ name, group: entry?.group }));
}

function nobodyNames(name: string, known: readonly BookedName[], path: Complaint['path']): Complaint {
  const groups = [...new Set(known.flatMap(({ group }) => group ?? []))];
  const near = nearest(name, groups);
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
  return { path, message: `expected "tags", or tags of the source whose entries say group: ${name}${hint}` };
}

/** Case does not count for a controller. */
function twice(tags: readonly string[], path: Complaint['path']): Complaint[] {
  const seen = new Set<string>();
  return tags.flatMap((tag, index) => {
    const key = nameKey(tag);
    if (!seen.has(key)) return seen.add(key) && [];
    return [{ path: [...path, index], message: `${tag}: is in the list already` }];
  });
}

/** What is no alias is a name of the controller, and has to be one. */
function strangers(tags: readonly string[], known: readonly BookedName[], path: Complaint['path']): Complaint[] {
  const aliases = new Set(known.map(({ name }) => nameKey(name)));
  return tags.flatMap((tag, index) => {
    const problem = aliases.has(nameKey(tag)) ? undefined : nameProblem(tag);
    if (problem === undefined) return [];
    const names = known.map(({ name }) => name);
    const near = nearest(tag, names);
    const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
    return [
      { path: [...path, index], message: `no tag of the source${hint}, and no name of a controller: ${problem}` },
    ];
  });
}

function nameProblem(tag: string): string | undefined {
  try {
    parseTagName(tag);
    return undefined;
  } catch (error) {
    if (!(error instanceof TagNameError)) throw error;
    return error.message;
  }
}

function implicitSourceFaults(settings: ImplicitSourceSettings, around: SourceSurroundings): ClientFaults {
  const { tags, staleMs, enabled } = settings;
  if (!around.isEnabled('adapter')) {
    const message = 'needs the section "adapter", enabled';
    return { complaints: enabled ? [{ path: ['protocol'], message }] : [], problems: [] };
  }
  const options = { ...(tags !== undefined && { tags }), ...(staleMs !== undefined && { staleMs }) };
  const own = tags === undefined ? { complaints: [], problems: [] } : implicitFaults(options, around.adapter);
  const { assemblies } = (around.adapter.options ?? {}) as { readonly assemblies?: unknown };
  const groups = isObject(assemblies) ? outputGroupComplaints(settings, assemblies) : [];
  return { complaints: [...own.complaints, ...groups], problems: own.problems };
}
