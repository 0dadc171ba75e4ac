/** The files of an audit folder: a record each, under the name of its messageId. */
import { EipConfigError } from '../../../errors.js';
import { uuid } from '../../../telemetry/json/texts.js';
import { messageOf } from '../audit-value.js';

const ENDING = '.json';
const TEMPORARY = /^\.[0-9a-f-]{36}\.tmp$/;
const idSchema = uuid();

export const fileName = (messageId: string): string => `${messageId}${ENDING}`;

/** Of a file that is being written; nobody reads it. */
export const temporaryName = (messageId: string): string => `.${messageId}.tmp`;

export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** Undefined for a name that is none of a record. */
export function messageIdOf(name: string): string | undefined {
  return name.endsWith(ENDING) ? idSchema.safeParse(name.slice(0, -ENDING.length)).data : undefined;
}

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

export function auditFolderUnusable(folder: string, cause: unknown): EipConfigError {
  const what = `The audit folder ${folder} can not be used: ${messageOf(cause)}`;
  return new EipConfigError('EIP_AUDIT_FOLDER_UNUSABLE', what, { cause, file: folder });
}
