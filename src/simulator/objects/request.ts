/** A request to an object, and what it answers. */
import type { Path } from '../../cip/index.js';
import { Refused, Status } from '../controller/refused.js';
import type { Answer } from '../controller/tag-services.js';
import type { Controller } from './controller.js';

export interface ObjectRequest {
  readonly controller: Controller;
  readonly service: number;
  readonly path: Path;
  readonly data: Uint8Array;
  /** From the class segment on; undefined where the path has no such segment. */
  readonly instance: number | undefined;
  readonly attribute: number | undefined;
  /** Bytes that the data of the reply may have. */
  readonly room: number;
}

export type ObjectHandler = (request: ObjectRequest) => Answer;

/** @throws Refused for a service that the object does not have. */
export function served(request: ObjectRequest, services: ReadonlyMap<number, ObjectHandler>): Answer {
  const handler = services.get(request.service);
  if (handler === undefined) throw new Refused(Status.notSupported);
  return handler(request);
}

/** @throws Refused for another instance than 1. */
export function onlyInstanceOne({ instance }: ObjectRequest): void {
  if (instance !== 1) throw new Refused(Status.pathUnknown);
}
