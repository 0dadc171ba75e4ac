import {
  ClassCode,
  type ConnectionTriad,
  DEFAULT_TIMING,
  type ForwardOpen,
  LARGEST_SMALL_SIZE,
  objectPath,
  type Path,
} from '../cip/index.js';
import { randomId } from './connection-numbers.js';

/** A class 3 connection to be opened to a message router. */
export interface ExplicitOpen extends ConnectionTriad {
  /** Bytes of the longest message either way, the sequence count included. */
  readonly size: number;
  /** Large Forward Open; default: only when the size needs it. */
  readonly large?: boolean | undefined;
  readonly rpiMs: number;
  readonly timeoutMultiplier: number;
  /** Segments before the message router. */
  readonly route: Path;
}

/** Class 3, application object, the target is the server: what every client of a message router asks for. */
export function explicitOpen(wanted: ExplicitOpen): ForwardOpen {
  const { size, large = size > LARGEST_SMALL_SIZE, rpiMs, timeoutMultiplier, route } = wanted;
  const { connectionSerial, vendorId, originatorSerial } = wanted;
  const rpiUs = Math.round(rpiMs * 1_000);
  const parameters = { size, variable: true, priority: 'low', type: 'pointToPoint', redundantOwner: false } as const;
  return {
    large,
    timing: DEFAULT_TIMING,
    oToT: { connectionId: 0, rpiUs, parameters },
    tToO: { connectionId: randomId(), rpiUs, parameters },
    triad: { connectionSerial, vendorId, originatorSerial },
    timeoutMultiplier,
    transport: { class: 3, trigger: 'applicationObject', server: true },
    path: [...route, ...objectPath(ClassCode.messageRouter, 1)],
  };
}
