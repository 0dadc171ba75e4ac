/** A record, command or answer that is none: what is wrong, by path, all at once but not without end. */
import type { z } from 'zod';
import { type Complaint, examined, pathText } from '../../config/refusal.js';
import { EipError } from '../../errors.js';

export type MessageKind = 'record' | 'command' | 'answer';

/** A hostile text can be wrong in a million places. */
const MOST_PROBLEMS = 20;

/** @throws EipError EIP_MESSAGE_INVALID */
export function checked<T>(what: MessageKind, schema: z.ZodType<T>, value: unknown): T {
  const { data, complaints } = examined(schema, value);
  if (complaints !== undefined) throw invalid(what, complaints);
  return data;
}

export function invalid(what: MessageKind, complaints: readonly Complaint[]): EipError {
  const told = complaints.slice(0, MOST_PROBLEMS);
  const problems = told.map(({ path, message }) => ({ option: placeText(what, path), path, message }));
  const lines = problems.map(({ option, message }) => `${option}: ${message}`);
  const more = complaints.length > told.length ? [`and ${complaints.length - told.length} more`] : [];
  const text = [...lines, ...more].join('; ');
  const details = { option: problems[0]?.option ?? what, problems };
  return new EipError('EIP_MESSAGE_INVALID', `This is no ${what}: ${text}`, details);
}

function placeText(what: MessageKind, path: Complaint['path']): string {
  return path.length === 0 ? what : pathText(path);
}
