/** A connection as the options declare it, seen from the EDS. */
import type { NormalOptions } from '../adapter/options.js';
import type { Shape } from './connection-masks.js';

export type DeclaredConnection = NormalOptions['connections'][number];

/** The name of an assembly, or the instance of a heartbeat, which has none. */
export type Point = DeclaredConnection['output'];

/** O->T always comes to us alone. */
export function outputShape({
  outputFormat,
  outputSizes,
}: Pick<DeclaredConnection, 'outputFormat' | 'outputSizes'>): Shape {
  return { format: outputFormat, variable: outputSizes !== undefined, multicast: false };
}

/** Whoever wants a production for itself gets it, and several may share one. */
export function inputShape({ inputFormat, inputSizes }: Pick<DeclaredConnection, 'inputFormat' | 'inputSizes'>): Shape {
  return { format: inputFormat, variable: inputSizes !== undefined, multicast: true };
}

export function pointText(point: Point): string {
  return typeof point === 'object' ? `heartbeat ${point.heartbeat}` : `${point}`;
}
