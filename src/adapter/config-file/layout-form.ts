/**
 * Layouts as a configuration file holds them: data in place of calls.
 *
 *     start: { type: bool, offset: 0, bit: 0 }
 *     counts: { type: array, offset: 4, count: 3, of: int }
 *     names: { type: array, offset: 10, count: 2, of: { type: shortString, most: 20 } }
 */
import { z } from 'zod';
import { noSuch } from '../../config/names.js';
import { type Complain, type Complaint, examined } from '../../config/refusal.js';
import { options, whole } from '../../config/schema.js';
import { shown } from '../../config/shown.js';
import { array } from '../fields/array.js';
import { type Field, MOST_BYTES } from '../fields/field.js';
import { type Layout, layout, layoutFaults } from '../layout.js';
import { FIELD_FORMS, type MakeField } from './field-forms.js';

type Path = Complaint['path'];
type Form = Readonly<Record<string, unknown>>;

const TYPES = [...Object.keys(FIELD_FORMS), 'array'];
const OFFSET = { offset: whole(0, MOST_BYTES - 1) };
const OF_ARRAY = { count: whole(1, MOST_BYTES), of: z.unknown().optional() };

/** Undefined where something is wrong with it: it was complained about then. */
export function layoutFromForm(form: unknown, path: Path, complain: Complain): Layout | undefined {
  if (!isForm(form)) {
    complain(path, `expected an object of fields by name, got ${shown(form)}`);
    return undefined;
  }
  const made = Object.entries(form).map(([name, field]) => [name, fieldFromForm(field, [...path, name], complain)]);
  const fields: Record<string, Field<unknown>> = Object.fromEntries(made.filter(([, field]) => field !== undefined));
  const faults = layoutFaults(fields);
  for (const { field, message } of faults) complain([...path, field], message);
  return faults.length === 0 && made.length === Object.keys(fields).length ? layout(fields) : undefined;
}

/** Undefined where something is wrong with it, as above. @param form `{ type: int, offset: 0 }` */
export function fieldFromForm(form: unknown, path: Path, complain: Complain): Field<unknown> | undefined {
  if (!isForm(form)) {
    complain(path, `expected a field such as { type: int, offset: 0 }, got ${shown(form)}`);
    return undefined;
  }
  const { offset } = form;
  const make = makerFromForm(form, OFFSET, path, complain);
  if (make === undefined) return undefined;
  try {
    return make(offset as number);
  } catch (refused) {
    complain(path, (refused as Error).message);
    return undefined;
  }
}

/** An element of an array: its type alone, or the type with its details. It has no offset of its own. */
function elementMaker(of: unknown, path: Path, complain: Complain): MakeField | undefined {
  if (typeof of === 'string') return makerFromForm({ type: of }, {}, path, complain);
  if (isForm(of)) return makerFromForm(of, {}, path, complain);
  complain(path, `expected a type such as int, or { type: shortString, most: 20 }, got ${shown(of)}`);
  return undefined;
}

/** @param place what the form needs besides its type and details */
function makerFromForm(
  form: Form,
  place: z.core.$ZodLooseShape,
  path: Path,
  complain: Complain,
): MakeField | undefined {
  const { type, ...rest } = form;
  if (type === 'array') return arrayMaker(rest, place, path, complain);
  const known = typeof type === 'string' && Object.hasOwn(FIELD_FORMS, type) ? FIELD_FORMS[type] : undefined;
  if (known === undefined) {
    const message = type === undefined ? `required: one of ${TYPES.join(', ')}` : noSuch('field type', type, TYPES);
    complain([...path, 'type'], typeof type === 'string' ? `${shown(type)} is ${message}` : message);
    return undefined;
  }
  const details = checked(rest, { ...place, ...known.shape }, path, complain);
  return details === undefined ? undefined : (offset) => known.make(offset, details);
}

function arrayMaker(form: Form, place: z.core.$ZodLooseShape, path: Path, complain: Complain): MakeField | undefined {
  const details = checked(form, { ...place, ...OF_ARRAY }, path, complain);
  const element = elementMaker(form.of, [...path, 'of'], complain);
  if (details === undefined || element === undefined) return undefined;
  return (offset) => array(offset, details.count as number, element);
}

function checked(form: Form, shape: z.core.$ZodLooseShape, path: Path, complain: Complain): Form | undefined {
  const { data, complaints } = examined(options(shape), form);
  for (const { path: within, message } of complaints ?? []) complain([...path, ...within], message);
  return data as Form | undefined;
}

function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
