/**
 * Where a tag lies in assemblies: `{ assembly: command, field: recipe }` names a field of the assembly's layout,
 * `{ assembly: command, offset: 4, type: dint }` bytes of it that no layout need name.
 */
import { z } from 'zod';
import { expected, options } from './schema.js';

const assembly = z.string(expected('the name of an assembly'));
const field = z.string(expected('the name of a field of its layout (or "offset" and "type" in place of it)'));

const fieldPlace = options({ assembly, field });
/** What else it has is the form of a field, as in a layout of a configuration file: whoever makes fields checks it. */
const bytesPlace = z.looseObject({ assembly });

export type FieldPlace = z.output<typeof fieldPlace>;
export type BytesPlace = z.output<typeof bytesPlace>;
export type TagPlace = FieldPlace | BytesPlace;

export function isFieldPlace(place: TagPlace): place is FieldPlace {
  return 'field' in place;
}

/** Held against the form that it means to be, so that the refusal names what that form has. */
export const tagPlace = z.unknown().transform((input, context): TagPlace => {
  const { data, error } = (namesBytes(input) ? bytesPlace : fieldPlace).safeParse(input);
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input } as never);
  return data ?? z.NEVER;
});

function namesBytes(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || 'field' in input) return false;
  return 'offset' in input || 'type' in input;
}
