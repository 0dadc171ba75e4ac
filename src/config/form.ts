/** What a configuration may hold, as JSON Schema says it: read by variables of the environment, pages and editors. */
import { z } from 'zod';
import type { Complaint } from './refusal.js';

/** Of JSON Schema (draft 2020-12), what the schemas of this package come to. */
export interface Form {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Form>>;
  readonly anyOf?: readonly Form[];
  readonly oneOf?: readonly Form[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Form;
  readonly items?: boolean | Form;
  readonly prefixItems?: readonly Form[];
  readonly description?: string;
  readonly default?: unknown;
  /** Our own: what the default is where it depends on other values or the machine. */
  readonly defaultText?: string;
  /** A secret. */
  readonly writeOnly?: boolean;
}

/** The form of a schema's input: what a person writes. */
export function formOf(schema: z.ZodType): Form {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Form;
}

/** Forms that something may have, any of them; `$ref` and unions are resolved. */
export type Forms = readonly Form[];

/** Walks a form from its root. */
export class FormTree {
  constructor(private readonly root: Form) {}

  get top(): Forms {
    return this.alternatives(this.root);
  }

  at(path: Complaint['path']): Forms {
    return path.reduce<Forms>((forms, step) => this.into(forms, step), this.top);
  }

  /** What stands at a key or index of something that has one of these forms; empty: nothing can. */
  into(forms: Forms, step: string | number): Forms {
    const inner = forms.map((form) => (typeof step === 'number' ? itemOf(form, step) : memberOf(form, step)));
    return inner.flatMap((form) => (form === undefined ? [] : this.alternatives(form)));
  }

  /** Whether it is a secret, or may hold one. */
  holdsSecret(forms: Forms, seen: ReadonlySet<Form> = new Set()): boolean {
    return forms.some((form) => {
      if (form.writeOnly === true) return true;
      if (seen.has(form)) return false;
      return this.holdsSecret(
        partsOf(form).flatMap((part) => this.alternatives(part)),
        new Set([...seen, form]),
      );
    });
  }

  private alternatives(form: Form): Forms {
    const { $ref, anyOf, oneOf, ...own } = form;
    if ($ref !== undefined) return this.alternatives(this.definition($ref));
    const several = anyOf ?? oneOf;
    if (several === undefined) return [form];
    const { writeOnly } = own;
    return several.flatMap((one) => this.alternatives(writeOnly === true ? { ...one, writeOnly } : one));
  }

  private definition(ref: string): Form {
    return this.root.$defs?.[ref.replace('#/$defs/', '')] ?? {};
  }
}

/** Names that a form has of its own; others are its user's. */
export function fixedKeys(forms: Forms): string[] {
  return [...new Set(forms.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

export function takesNames(forms: Forms): boolean {
  return forms.some(({ additionalProperties: names }) => typeof names === 'object');
}

export function isList(form: Form): boolean {
  return hasType(form, 'array');
}

export function hasType({ type }: Form, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted));
}

/** Anything goes. */
export function isAny({ type, enum: several, const: one }: Form): boolean {
  return type === undefined && several === undefined && one === undefined;
}

function itemOf(form: Form, index: number): Form | undefined {
  const { prefixItems, items } = form;
  const item = prefixItems?.[index] ?? items;
  return typeof item === 'object' ? item : undefined;
}

function memberOf({ properties = {}, additionalProperties: names }: Form, key: string): Form | undefined {
  if (Object.hasOwn(properties, key)) return properties[key];
  return typeof names === 'object' ? names : undefined;
}

function partsOf({ properties = {}, additionalProperties, items, prefixItems = [] }: Form): Form[] {
  const parts = [...Object.values(properties), ...prefixItems, additionalProperties, items];
  return parts.filter((part): part is Form => typeof part === 'object');
}
