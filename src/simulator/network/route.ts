/** Routes that end at the controller: none, or its slot of the backplane. */
import type { Path } from '../../cip/index.js';
import { Refused, Status } from '../controller/refused.js';

const BACKPLANE = 1;
const NO_SUCH_PORT = 0x0311;
const NO_SUCH_SLOT = 0x0312;

/** @throws Refused for a route that leads elsewhere. */
export function checkRoute([hop, ...further]: Path, slot: number | undefined): void {
  if (hop === undefined) return;
  if (hop.kind !== 'port' || hop.port !== BACKPLANE || further.length > 0) {
    throw new Refused(Status.connectionFailure, NO_SUCH_PORT);
  }
  const isOurs = typeof hop.link === 'number' && (slot === undefined || slot === hop.link);
  if (!isOurs) throw new Refused(Status.connectionFailure, NO_SUCH_SLOT);
}
