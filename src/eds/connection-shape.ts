/** How a declared connection point can be opened: its type, and of each direction the format, size and addressing. */
import type { NormalOptions } from '../adapter/options.js';
import type { ApplicationType, Shape } from './connection-masks.js';

export interface ConnectionShape {
  readonly type: ApplicationType;
  readonly outputs: Shape;
  readonly inputs: Shape;
}

export function connectionShape({ type }: NormalOptions['connections'][number]): ConnectionShape {
  return {
    type,
    outputs: { format: 'header32', variable: false, multicast: false },
    inputs: { format: 'modeless', variable: false, multicast: false },
  };
}
