/** Fields of a line: those of every line keep their names and types, whatever the application adds. */

/** Names that an application's fields can't take: theirs get a `_` behind. */
export const RESERVED_FIELDS = ['level', 'time', 'msg', 'module', 'correlationId', 'app', 'err'] as const;

/** What an error is in a line: the same types for every error. */
export interface ErrorFields {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  cause?: ErrorFields;
  /** Of an AggregateError; the first ten. */
  errors?: ErrorFields[];
  /** Its other properties. */
  details?: Record<string, unknown>;
}

const OWN = new Set(['name', 'type', 'message', 'stack', 'code', 'cause', 'errors']);
const MOST_CAUSES = 8;
const MOST_ERRORS = 10;

/** Anything that was thrown. */
export function errorFields(thrown: unknown, depth = 0): ErrorFields {
  if (typeof thrown !== 'object' || thrown === null) return { type: typeof thrown, message: textOf(thrown) };
  const error = thrown as Partial<Error> & { code?: unknown; errors?: unknown; type?: unknown };
  const fields: ErrorFields = { type: typeOf(error), message: textOf(error.message ?? '') };
  if (typeof error.stack === 'string') fields.stack = error.stack;
  if (error.code !== undefined && error.code !== null) fields.code = textOf(error.code);
  if (depth < MOST_CAUSES) {
    if (error.cause !== undefined) fields.cause = errorFields(error.cause, depth + 1);
    if (Array.isArray(error.errors))
      fields.errors = error.errors.slice(0, MOST_ERRORS).map((one) => errorFields(one, MOST_CAUSES));
  }
  const details = Object.fromEntries(Object.entries(error).filter(([key]) => !OWN.has(key)));
  if (Object.keys(details).length > 0) fields.details = details;
  return fields;
}

function typeOf(error: Partial<Error> & { type?: unknown }): string {
  if (error instanceof Error) return textOf(error.name || error.constructor.name);
  return typeof error.type === 'string' ? error.type : (error.constructor?.name ?? 'Object');
}

/** Of a symbol and of an object without a prototype too. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** The fields of a call and its text; what follows the text fills its placeholders. */
export interface Line {
  fields: Record<string, unknown>;
  text: unknown;
  rest: readonly unknown[];
}

/** The arguments of a call as pino takes them: an object or an error first, or the text at once. */
export function lineOf(args: readonly unknown[]): Line {
  const [first, ...rest] = args;
  if (typeof first !== 'object' || first === null) return { fields: {}, text: first, rest };
  const [text, ...values] = rest;
  const fields: Record<string, unknown> = first instanceof Error ? { err: first } : { ...first };
  return { fields, text: text === undefined ? impliedText(fields) : text, rest: values };
}

/** As pino: the message of the error is the text of a line that has none. */
function impliedText(fields: Record<string, unknown>): unknown {
  if (typeof fields.msg === 'string') {
    const { msg } = fields;
    delete fields.msg;
    return msg;
  }
  return fields.err instanceof Error ? fields.err.message : undefined;
}

/** Gives way to the names of every line; `err` stays, as an error. */
export function settleNames(fields: Record<string, unknown>, settleError: (err: unknown) => unknown): void {
  for (const name of RESERVED_FIELDS) {
    if (!Object.hasOwn(fields, name)) continue;
    if (name === 'err') fields.err = settleError(fields.err);
    else if (name !== 'correlationId' || typeof fields.correlationId !== 'string') {
      fields[`${name}_`] = fields[name];
      delete fields[name];
    }
  }
}
