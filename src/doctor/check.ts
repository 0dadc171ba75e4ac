/** What a check is: facts are read, and judged. */
import type { Judgement } from './finding.js';
import type { Subject } from './subject.js';
import type { Interface } from './system/interfaces.js';
import type { Route } from './system/routes.js';
import type { SystemFiles } from './system/system-files.js';

/** What several checks look at, read once. */
export interface Surroundings {
  readonly files: SystemFiles;
  readonly interfaces: readonly Interface[];
  /** Undefined: the system does not tell. */
  readonly routes: readonly Route[] | undefined;
  /** In a container: what tells so. */
  readonly container: string | undefined;
  /** For one answer of somebody else, ms. */
  readonly answerMs: number;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

export interface Check {
  /** Stable; a heading of docs/doctor.md. */
  readonly id: string;
  /** Whose facts can't be read tells so; it never throws on purpose. */
  run(subject: Subject, around: Surroundings): Promise<readonly Judgement[]>;
}
