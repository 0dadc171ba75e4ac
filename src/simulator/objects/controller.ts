/** The controller as its objects see it. */
import type { Program } from '../controller/program.js';
import type { CompleteSimulator } from '../definition/option-schema.js';

export interface Controller {
  /** The one of the last download. */
  readonly program: Program;
  readonly identity: CompleteSimulator['identity'];
  readonly mode: CompleteSimulator['mode'];
  readonly key: CompleteSimulator['key'];
  readonly limits: CompleteSimulator['limits'];
  /** Microseconds since 1970. */
  timeUs(): bigint;
  setTimeUs(timeUs: bigint): void;
}

/** Firmware from which on there is something. */
const LARGE_FORWARD_OPEN = 20;
const INSTANCE_PATHS = 21;
const EXTERNAL_ACCESS = 18;

export function firmware({ identity }: Controller) {
  const [major] = identity.revision;
  return {
    largeForwardOpen: major >= LARGE_FORWARD_OPEN,
    instancePaths: major >= INSTANCE_PATHS,
    externalAccess: major >= EXTERNAL_ACCESS,
  };
}
