/** Tag files: YAML or JSON, a list of names or an object of tags by name. */
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { ConfigFile, refuseProblems } from '../config/config-file.js';
import { type Complaint, examined } from '../config/refusal.js';
import { expected } from '../config/schema.js';
import { tagEntries, tagNames } from './entry-schema.js';
import type { TagEntries } from './entry-types.js';

/**
 * The tags of a file, as the option `tags` of a client takes them (docs/client.md, "Tag files"). Reads it at once, and
 * only then.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID whose `problems` name file, line, column and key.
 */
export function loadTagFile(path: string): TagEntries {
  const file = ConfigFile.readTree(path);
  const complaints = complaintsAbout(file.tree);
  refuseProblems([...file.problems, ...complaints.map((complaint) => file.problemAt(complaint))]);
  return file.tree as TagEntries;
}

/** A path in a configuration file is seen from there. */
export function besideFile(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

function complaintsAbout(tree: unknown): readonly Complaint[] {
  if (!Array.isArray(tree) && (typeof tree !== 'object' || tree === null)) {
    return [{ path: [], message: expected('a list of names, or an object of tags by name').error({ input: tree }) }];
  }
  const schema: z.ZodType = Array.isArray(tree) ? tagNames : tagEntries;
  return examined(schema, tree).complaints ?? [];
}
