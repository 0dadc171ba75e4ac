/** How a declared connection point can be opened: its type, and of each direction the format, size and addressing. */
import type { NormalOptions } from '../adapter/options.js';
import type { ApplicationType, Shape } from './connection-masks.js';

export interface ConnectionShape {
  readonly type: ApplicationType;
  readonly outputs: Shape;
  readonly inputs: Shape;
}

export function connectionShape(connection: NormalOptions['connections'][number]): ConnectionShape {
  const { type, outputFormat, inputFormat, outputSizes, inputSizes } = connection;
  return {
    type,
    outputs: { format: outputFormat, variable: outputSizes !== undefined, multicast: false },
    inputs: { format: inputFormat, variable: inputSizes !== undefined, multicast: false },
  };
}
