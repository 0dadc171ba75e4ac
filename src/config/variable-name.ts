/**
 * The fixed rule between keys and variables of the environment (docs/configuration.md, "The environment").
 *
 *     rabbitmq.retryDelayMs          EIP_RABBITMQ__RETRY_DELAY_MS
 *     adapter.connections[0].type    EIP_ADAPTER__CONNECTIONS__0__TYPE
 *     adapter.assemblies.left-arm    EIP_ADAPTER__ASSEMBLIES__LEFTx2dARM
 *
 * Two paths never share a variable. Lower-case letters in a variable begin an escape, and nothing else.
 */
import type { Complaint } from './refusal.js';

type Path = Complaint['path'];

const PREFIX = 'EIP_';
const BETWEEN = '__';

/** Stands for the name that has no letter at all. */
const EMPTY = 'x';

/** Whether it can be a variable of this rule: others that begin with `EIP_` belong to somebody else. */
export function isOurVariable(name: string): boolean {
  return name.startsWith(PREFIX) && name.includes(BETWEEN, PREFIX.length);
}

export function variableName(path: Path): string {
  return `${PREFIX}${path.map(stepText).join(BETWEEN)}`;
}

/** The steps of a variable as they stand there; what each means depends on what it is a step into. */
export function variableSteps(name: string): string[] {
  return name.slice(PREFIX.length).split(BETWEEN);
}

/** `retryDelayMs` as `RETRY_DELAY_MS`, 3 as `3`. */
export function stepText(step: Path[number]): string {
  if (typeof step === 'number') return String(step);
  return step === '' ? EMPTY : Array.from({ length: step.length }, (_, at) => unitText(step, at)).join('');
}

/** By units of UTF-16, so that every text has a variable. */
function unitText(step: string, at: number): string {
  const unit = step[at] ?? '';
  if (/[a-z]/.test(unit)) return unit.toUpperCase();
  if (/[A-Z]/.test(unit)) return `_${unit}`;
  if (/[0-9]/.test(unit)) return unit;
  const code = step.charCodeAt(at);
  return code <= 0xff ? `x${code.toString(16).padStart(2, '0')}` : `u${code.toString(16).padStart(4, '0')}`;
}

const UNITS = /_[A-Z]|[A-Z]|[0-9]|x[0-9a-f]{2}|u[0-9a-f]{4}/g;

/** The name that a step of a variable stands for; undefined: it stands for none. */
export function nameOfStep(text: string): string | undefined {
  if (text === EMPTY) return '';
  const name = (text.match(UNITS) ?? []).map(unitOf).join('');
  return stepText(name) === text ? name : undefined;
}

function unitOf(text: string): string {
  if (text.startsWith('_')) return text.slice(1);
  return /^[xu]/.test(text) ? String.fromCharCode(Number.parseInt(text.slice(1), 16)) : text.toLowerCase();
}

/** The index that a step stands for; undefined: it is none. */
export function indexOfStep(text: string): number | undefined {
  return /^(0|[1-9]\d{0,5})$/.test(text) ? Number(text) : undefined;
}
