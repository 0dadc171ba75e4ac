/** Where records come from: controllers that are asked, and the adapter that a PLC scans. */
import { z } from 'zod';
import { implicitSchema } from '../../adapter/implicit/options.js';
import { explicitSchema } from '../../client/options.js';
import { named } from '../../config/named.js';
import { options, truth } from '../../config/schema.js';
import { tagsForm } from '../../tag-file/entry-form.js';
import { outputGroupSchema, readGroupSchema } from './groups.js';

/** A logger is for a program to give. */
const { logger: _explicit, ...explicit } = explicitSchema.shape;

const common = {
  enabled: truth().default(true).describe('Whether the source holds'),
  events: truth()
    .default(true)
    .describe('Whether connections that come and go, and changes of the program, are records'),
};

const protocol = <N extends 'explicit' | 'implicit'>(name: N) =>
  z.literal(name).describe('explicit: a controller that is asked; implicit: the adapter of the section "adapter"');

const tags = tagsForm.optional().meta({ description: 'Tags by names of your own', defaultText: 'none' });
const route = z
  .union([z.string(), z.array(z.tuple([z.number(), z.union([z.number(), z.string()])]))])
  .optional()
  .meta({ description: 'Hops from host to the controller', defaultText: 'slot 0' });

const groups = <S extends z.ZodType>(group: S) =>
  named('group', group, 'groups by their names').prefault({}).describe('What becomes records, by name of the group');

export const explicitSourceSchema = options({
  protocol: protocol('explicit'),
  ...common,
  ...explicit,
  groups: groups(readGroupSchema),
});

export const implicitSourceSchema = options({
  protocol: protocol('implicit'),
  ...common,
  tags: z
    .unknown()
    .optional()
    .meta(implicitSchema.shape.tags.meta() ?? {}),
  staleMs: implicitSchema.shape.staleMs,
  groups: groups(outputGroupSchema),
});

export const sourceSchema = z.discriminatedUnion('protocol', [explicitSourceSchema, implicitSourceSchema], {
  error: 'expected an object with a protocol: "explicit" or "implicit"',
});

/** As a person writes it, for editors and variables. */
export const sourceForm = z.discriminatedUnion('protocol', [
  explicitSourceSchema.extend({ tags, route }),
  implicitSourceSchema.extend({ tags }),
]);

/** Its `tags` are as the option `tags` of a client takes them: the entries as they were written, those of a tag file too. */
export type ExplicitSourceSettings = z.output<typeof explicitSourceSchema>;
/** Its `tags` likewise. */
export type ImplicitSourceSettings = z.output<typeof implicitSourceSchema>;
