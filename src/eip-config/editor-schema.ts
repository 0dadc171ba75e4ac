/**
 * The JSON Schema of a configuration file, for editors.
 *
 * A file may be one of several, so nothing in it is required, and `null` takes back what an earlier one said. A list
 * takes the place of another as a whole: in its entries everything is as it has to be.
 */
import type { Form } from '../config/form.js';
import { configForm } from './schema.js';

export function editorSchema(): object {
  const form = configForm();
  const whole = partial(form);
  const version = form.properties?.version;
  return {
    ...whole,
    title: 'Configuration of @strokmatic/eip-native',
    properties: { ...whole.properties, ...(version && { version: bare(version) }) },
  };
}

function partial(form: Form): Form {
  const { required: _required, ...rest } = bare(form);
  const { properties, additionalProperties: names } = rest;
  return {
    ...rest,
    ...(rest.anyOf && { anyOf: rest.anyOf.map(partial) }),
    ...(properties && {
      properties: mapped(properties, (own) => orNull(partial(own))),
    }),
    ...(typeof names === 'object' && { additionalProperties: orNull(partial(names)) }),
    ...itemsOf(rest),
  };
}

/** What is in a list: complete. */
function whole(form: Form): Form {
  const rest = bare(form);
  const { properties, additionalProperties: names } = rest;
  return {
    ...rest,
    ...(rest.anyOf && { anyOf: rest.anyOf.map(whole) }),
    ...(properties && { properties: mapped(properties, whole) }),
    ...(typeof names === 'object' && { additionalProperties: whole(names) }),
    ...itemsOf(rest),
  };
}

function itemsOf({ items, prefixItems, $defs }: Form): Form {
  return {
    ...(typeof items === 'object' && { items: whole(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(whole) }),
    ...($defs && { $defs: mapped($defs, whole) }),
  };
}

/** Without what is ours alone. Of several forms a part may fit more than one. */
function bare({ defaultText: _ours, oneOf, ...form }: Form): Form {
  return oneOf === undefined ? form : { ...form, anyOf: oneOf };
}

function orNull(form: Form): Form {
  const { type, enum: several, const: one, $ref, anyOf, description } = form;
  const none: Form = { type: 'null' };
  if (anyOf !== undefined) return { ...form, anyOf: [...anyOf, none] };
  if ($ref !== undefined) return { ...(description !== undefined && { description }), anyOf: [{ $ref }, none] };
  if (type === undefined) return form;
  const { const: _one, ...rest } = form;
  const values = several ?? (one === undefined ? undefined : [one]);
  return { ...rest, type: [...new Set([type, 'null'].flat())], ...(values && { enum: [...values, null] }) };
}

function mapped(forms: Readonly<Record<string, Form>>, map: (form: Form) => Form): Record<string, Form> {
  return Object.fromEntries(Object.entries(forms).map(([key, form]) => [key, map(form)]));
}
