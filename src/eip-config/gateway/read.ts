/** The section `gateway` checked and completed: each source by itself, then what holds between the parts. */
import type { AdapterRead } from '../../adapter/config-file/adapter-section.js';
import { clientFaults } from '../../client-config.js';
import { type Complaint, examined } from '../../config/refusal.js';
import { isObject } from '../../config/section.js';
import type { OptionProblem } from '../../errors.js';
import { loadTagFile } from '../../tag-file/index.js';
import { name as nameText } from '../../telemetry/json/texts.js';
import { gatewaySchema } from './index.js';
import { type Around, linkComplaints } from './links.js';
import { sourceFaults } from './source-faults.js';
import { sourceSchema } from './sources.js';

export interface GatewaySurroundings extends Around {
  readonly adapter: AdapterRead;
  /** The path of a tag file that stands at a path of the section, as it is to be opened. */
  tagFile(path: Complaint['path'], file: string): string;
}

export interface GatewayRead {
  /** Complete, tag files read; undefined when something is wrong. */
  readonly value: unknown;
  readonly complaints: readonly Complaint[];
  /** In tag files, with their places there. */
  readonly problems: readonly OptionProblem[];
}

export function readGateway(options: unknown, around: GatewaySurroundings): GatewayRead {
  const complaints: Complaint[] = [];
  const problems: OptionProblem[] = [];
  const placed = isObject(options) && isObject(options.sources) ? withTags(options, options.sources) : options;
  const { data, complaints: wrong = [] } = examined(gatewaySchema, placed);
  complaints.push(...wrong, ...linkComplaints(placed, around));
  if (isObject(placed) && isObject(placed.sources)) checkSources(placed.sources);
  const isRight = complaints.length === 0 && problems.length === 0;
  return { value: isRight ? data : undefined, complaints, problems };

  /** Entries in place of tag files. */
  function withTags(section: Record<string, unknown>, sources: Record<string, unknown>): Record<string, unknown> {
    const placed = Object.entries(sources).map(([name, source]) => [name, sourceWithTags(name, source)] as const);
    // A key `__proto__` stays one, for the schema to refuse.
    const result = {};
    for (const [name, value] of placed) {
      Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return { ...section, sources: result };
  }

  function sourceWithTags(name: string, source: unknown): unknown {
    if (!isObject(source) || typeof source.tags !== 'string') return source;
    const path = ['sources', name, 'tags'];
    const file = around.tagFile(path, source.tags);
    let tags: unknown;
    const faults = clientFaults(() => {
      tags = loadTagFile(file);
    });
    complaints.push(...faults.complaints.map(({ message }) => ({ path, message })));
    problems.push(...faults.problems);
    return { ...source, tags };
  }

  function checkSources(sources: Record<string, unknown>): void {
    for (const [name, source] of Object.entries(sources)) {
      const path = ['sources', name];
      complaints.push(...nameComplaints(name, 'the name of a source', path));
      const { data: complete } = examined(sourceSchema, source);
      if (complete === undefined) continue;
      for (const group of Object.keys(complete.groups)) {
        complaints.push(...nameComplaints(group, 'the name of a group', [...path, 'groups', group]));
      }
      const faults = sourceFaults(complete, around);
      complaints.push(...faults.complaints.map((one) => ({ ...one, path: [...path, ...one.path] })));
      problems.push(...faults.problems);
    }
  }
}

/** Records carry it. */
function nameComplaints(name: string, what: string, path: Complaint['path']): Complaint[] {
  const { complaints = [] } = examined(nameText(what), name);
  return complaints.map(({ message }) => ({ path, message }));
}
