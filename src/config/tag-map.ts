/**
 * Where tags are, as an option or a file has it: `{ assembly: command, field: recipe }` names a field of the assembly's
 * layout, `{ assembly: command, offset: 4, type: dint }` bytes of it that no layout need name.
 */
import { z } from 'zod';
import { named } from './named.js';
import { expected, oneOf, options, whole } from './schema.js';

/** Types that need nothing but an offset. */
export const PLAIN_TYPES = [
  'sint',
  'int',
  'dint',
  'lint',
  'usint',
  'uint',
  'udint',
  'ulint',
  'real',
  'lreal',
  'byte',
  'word',
  'dword',
  'lword',
] as const;

/** Of the largest assembly. */
const MOST_BYTES = 65_000;

const plainType = oneOf(PLAIN_TYPES);
const assembly = z.string(expected('the name of an assembly'));
const place = { assembly, offset: whole(0, MOST_BYTES - 1) };

const field = z.string(expected('the name of a field of its layout (or "offset" and "type" in place of it)'));
const fieldPlace = options({ assembly, field });
const plainPlace = options({ ...place, type: plainType });
const DETAILED = {
  bool: options({ ...place, type: z.literal('bool'), bit: whole(0, 7) }),
  bytes: options({ ...place, type: z.literal('bytes'), length: whole(1, MOST_BYTES) }),
  shortString: options({ ...place, type: z.literal('shortString'), most: whole(1, 255) }),
  array: options({ ...place, type: z.literal('array'), count: whole(1, MOST_BYTES), of: plainType }),
};
/** For a type that does not exist: which details go with it nobody can say. */
const unknownPlace = z
  .looseObject({ ...place, type: oneOf([...PLAIN_TYPES, 'bool', 'bytes', 'shortString', 'array']) })
  .pipe(plainPlace);

export type BytesPlace = z.output<typeof plainPlace> | z.output<(typeof DETAILED)[keyof typeof DETAILED]>;
export type TagPlace = z.output<typeof fieldPlace> | BytesPlace;

/** Each form has its own options: a place is held against the one that it means to be. */
function formOf(input: unknown): z.ZodType<TagPlace> {
  if (typeof input !== 'object' || input === null) return fieldPlace;
  const { field, type, offset } = input as Readonly<Record<string, unknown>>;
  if (field !== undefined || (type === undefined && offset === undefined)) return fieldPlace;
  if (typeof type === 'string' && Object.hasOwn(DETAILED, type)) return DETAILED[type as keyof typeof DETAILED];
  return plainPlace.shape.type.safeParse(type).success ? plainPlace : unknownPlace;
}

export const tagPlaceSchema = z.unknown().transform((input, context): TagPlace => {
  const { data, error } = formOf(input).safeParse(input);
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input } as never);
  return data ?? z.NEVER;
});

export const tagMapSchema = named('tag', tagPlaceSchema, 'an object of tags by name');

export type ParsedTagMap = z.output<typeof tagMapSchema>;
