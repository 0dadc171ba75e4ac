/** The tags of a configuration as a person writes them, for editors and variables; entry-schema.ts checks them. */
import { z } from 'zod';
import { named } from '../config/named.js';
import { expected } from '../config/schema.js';
import { ENTRY_SHAPE } from './entry-schema.js';

const place = z.union([
  z.string().describe('Name of the assembly'),
  z.looseObject({ name: z.string().describe('Name of the assembly') }),
]);

const entry = z.looseObject({
  ...ENTRY_SHAPE,
  assembly: place.optional().describe('The assembly that it lies in'),
  field: z.string().optional().describe("The field of the assembly's layout"),
});

const tags = named('tag', z.union([z.string().describe('Name of the tag'), entry]), 'an object of tags by name');

/** The path of a tag file, or the entries themselves. */
export const tagsForm = z.union([z.string(expected('the path of a tag file')), tags]);
