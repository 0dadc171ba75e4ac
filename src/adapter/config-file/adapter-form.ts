/**
 * The section `adapter` as a person writes it: the schema of the options, with layouts as data and in place of what is
 * only checked by a function what it comes to. For editors, variables and pages; adapter-section.ts checks.
 */
import { z } from 'zod';
import { named } from '../../config/named.js';
import { oneOf, options, whole } from '../../config/schema.js';
import { enabled } from '../../config/section.js';
import { allowListsSchema, networks } from '../allow.js';
import { MOST_BYTES } from '../fields/field.js';
import { adapterSchema, assemblySchema, schedulingDetails, schedulingPolicy } from '../option-schema.js';
import { FIELD_FORMS } from './field-forms.js';

const OFFSET = {
  offset: whole(0, MOST_BYTES - 1).describe('Byte at which it begins'),
};

/** Types without details of their own, and those with some. */
const [PLAIN, DETAILED] = [names((count) => count === 0), names((count) => count > 0)];

function names(isWanted: (details: number) => boolean): string[] {
  const entries = Object.entries(FIELD_FORMS).filter(([, { shape }]) => isWanted(Object.keys(shape).length));
  return entries.map(([name]) => name);
}

/** @param place what they have besides type and details */
function fieldForms(place: z.core.$ZodLooseShape): z.ZodType[] {
  const type = (name: string) => z.literal(name).describe('Type of the field');
  return [
    options({ type: oneOf(PLAIN as [string, ...string[]]).describe('Type of the field'), ...place }),
    ...DETAILED.map((name) => options({ type: type(name), ...place, ...FIELD_FORMS[name]?.shape })),
    options({
      type: type('array'),
      ...place,
      count: whole(1, MOST_BYTES).describe('Number of elements'),
      of: element,
    }),
  ];
}

const element: z.ZodType = z
  .lazy(() => z.union([oneOf([...PLAIN, ...DETAILED] as [string, ...string[]]), ...fieldForms({})]))
  .meta({ id: 'element', description: 'Type of the elements: its name, or what it needs but no offset' });

const layoutForm = named('field', z.union(fieldForms(OFFSET)), 'an object of fields by name');

const assemblies = named(
  'assembly',
  options({ ...assemblySchema.shape, layout: layoutForm.optional().meta(metaOf(assemblySchema.shape.layout)) }),
  'an object of assemblies by name',
);

/** A logger is for a program to give. */
const { logger: _logger, ...inFile } = adapterSchema.shape;
const { scheduling, allow } = inFile;

export const adapterForm = options({
  enabled: enabled('true when the section is there'),
  ...inFile,
  assemblies: assemblies.meta(metaOf(adapterSchema.shape.assemblies)),
  scheduling: z.union([schedulingPolicy, schedulingDetails]).optional().meta(metaOf(scheduling)),
  allow: z.union([networks, allowListsSchema]).optional().meta(metaOf(allow)),
});

function metaOf(schema: z.ZodType): z.core.GlobalMeta {
  return schema.meta() ?? {};
}
