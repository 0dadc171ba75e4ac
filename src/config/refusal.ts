/** Wrong options, all told at once, each by its path. */
import type { z } from 'zod';
import { EipConfigError } from '../errors.js';
import { noSuch } from './names.js';
import { KNOWN_SEPARATOR } from './schema.js';

export interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Complain = (path: Complaint['path'], message: string) => void;

/** What the schema says of some options: the options as it completes them, or what is wrong with them. */
export type Examined<T> =
  | { readonly data: T; readonly complaints?: undefined }
  | { readonly data?: undefined; readonly complaints: readonly Complaint[] };

export function examined<S extends z.ZodType>(schema: S, options: unknown): Examined<z.output<S>> {
  const result = schema.safeParse(options);
  if (result.success) return { data: result.data };
  return { complaints: result.error.issues.flatMap(complaintsOf) };
}

/**
 * The options as the schema completes them.
 * @param whose `adapter`, `scanner`
 * @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path.
 */
export function parsed<S extends z.ZodType>(whose: string, schema: S, options: unknown): z.output<S> {
  const { data, complaints } = examined(schema, options);
  if (complaints !== undefined) throw optionsInvalid(whose, complaints);
  return data;
}

/** What holds between options. @throws EipConfigError as `parsed` does. */
export function refuseComplaints(whose: string, check: (complain: Complain) => void): void {
  const complaints: Complaint[] = [];
  check((path, message) => complaints.push({ path, message }));
  if (complaints.length > 0) throw optionsInvalid(whose, complaints);
}

function optionsInvalid(whose: string, complaints: readonly Complaint[]): EipConfigError {
  const problems = complaints.map(({ path, message }) => ({ option: pathText(path), path, message }));
  const lines = problems.map(({ option, message }) => `${option}: ${message}`);
  const details = { option: pathText(complaints[0]?.path ?? []), problems };
  return new EipConfigError('EIP_OPTION_INVALID', `Wrong ${whose} options: ${lines.join('; ')}`, details);
}

type Issue = { code?: string; path: PropertyKey[]; message: string; keys?: string[] };

function complaintsOf(issue: Issue): Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const known = issue.message.split(KNOWN_SEPARATOR);
  return (issue.keys ?? []).map((key) => ({ path: [...path, key], message: noSuch('option', key, known) }));
}

/** `connections[0].output` */
export function pathText(path: Complaint['path']): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text === '' ? 'options' : text.replace(/^\./, '');
}
