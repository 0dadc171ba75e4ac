/** What a check of the doctor comes to. */

/** `skipped`: it could not, or had not to, be looked at. */
export type Level = 'ok' | 'warning' | 'problem' | 'skipped';

export interface Judgement {
  readonly level: Level;
  /** What was found, in words. */
  readonly found: string;
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null;
}

export interface Finding extends Judgement {
  /** Of its check, stable: a heading of docs/doctor.md. */
  readonly id: string;
  /** Where more is told of it, within this package. */
  readonly doc: string;
}

export function ok(found: string): Judgement {
  return { level: 'ok', found, remedy: null };
}

export function skipped(found: string): Judgement {
  return { level: 'skipped', found, remedy: null };
}

export function warning(found: string, remedy: string): Judgement {
  return { level: 'warning', found, remedy };
}

export function problem(found: string, remedy: string): Judgement {
  return { level: 'problem', found, remedy };
}

export function findingOf(id: string, judgement: Judgement): Finding {
  return { id, ...judgement, doc: `docs/doctor.md#${id}` };
}
