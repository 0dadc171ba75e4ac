/** A connection as the options declare it, seen from the EDS. */
import type { ApplicationType, RealTimeFormat, Shape } from './connection-masks.js';

/** The name of an assembly, or the instance of a heartbeat, which has none. */
export type Point = string | { readonly heartbeat: number } | undefined;

export interface DeclaredConnection {
  readonly type: ApplicationType;
  readonly output?: Point;
  readonly input: Point;
  readonly config?: string | undefined;
  readonly outputFormat?: RealTimeFormat;
  readonly inputFormat?: RealTimeFormat;
  /** Where sizes below the assembly's are taken as well. */
  readonly outputSizes?: { readonly least: number } | undefined;
  readonly inputSizes?: { readonly least: number } | undefined;
}

/** O->T always comes to us alone. */
export function outputShape({ outputFormat = 'header32', outputSizes }: DeclaredConnection): Shape {
  return { format: outputFormat, variable: outputSizes !== undefined, multicast: false };
}

/** Whoever wants a production for itself gets it, and several may share one. */
export function inputShape({ inputFormat = 'modeless', inputSizes }: DeclaredConnection): Shape {
  return { format: inputFormat, variable: inputSizes !== undefined, multicast: true };
}

export function pointText(point: Point): string {
  return typeof point === 'object' ? `heartbeat ${point.heartbeat}` : `${point}`;
}
