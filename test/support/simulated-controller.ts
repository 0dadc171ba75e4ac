import type { Path, RouterReply, RouterRequest } from '../../src/cip/index.js';
import { parsed } from '../../src/config/refusal.js';
import { parseTagName, readTagRequest, tagPath } from '../../src/logix/index.js';
import { Program } from '../../src/simulator/controller/program.js';
import { simulatorSchema } from '../../src/simulator/definition/option-schema.js';
import type { LogixSimulatorOptions } from '../../src/simulator/definition/option-types.js';
import type { Controller } from '../../src/simulator/objects/controller.js';
import { Router, type Served } from '../../src/simulator/objects/router.js';

/** The objects of a simulated controller without a network. */
export class SimulatedController {
  readonly served: Served[] = [];
  readonly controller: Controller;
  private readonly router: Router;
  timeUs = 1_600_000_000_123_456n;

  constructor(options: LogixSimulatorOptions = {}, download = 0) {
    const complete = parsed('simulator', simulatorSchema, options);
    const { identity, mode, key, limits } = complete;
    const fail = (path: readonly (string | number)[], message: string): never => {
      throw new Error(`${path.join('.')}: ${message}`);
    };
    this.controller = {
      program: new Program(complete, download, fail),
      identity,
      mode,
      key,
      limits,
      timeUs: () => this.timeUs,
      setTimeUs: (timeUs) => {
        this.timeUs = timeUs;
      },
    };
    this.router = new Router(this.controller, {
      refusal: () => undefined,
      served: (served) => this.served.push(served),
    });
  }

  /** @param room bytes that the reply may have */
  ask(request: RouterRequest, room = 4_000): RouterReply {
    return this.router.answer(request, room);
  }

  read(name: string, count = 1, room?: number): RouterReply {
    return this.ask(readTagRequest(pathOf(name), count), room);
  }
}

export function pathOf(name: string): Path {
  return tagPath(parseTagName(name));
}

/** `0`, `5` or `ff/2105`, in hex. */
export function statusOf({ status, extendedStatus }: RouterReply): string {
  return [status, ...extendedStatus].map((word) => word.toString(16)).join('/');
}

/** A tag of each kind. */
export const EXAMPLE: LogixSimulatorOptions = {
  name: 'Line 3',
  types: {
    Recipe: {
      Ready: 'BOOL',
      Busy: 'BOOL',
      Speed: 'REAL',
      Name: 'STRING',
      Steps: 'INT[4]',
      Flags: 'BOOL[64]',
      T: 'TIMER',
    },
    Code: { string: 10 },
  },
  tags: {
    Speed: { type: 'DINT', value: 42 },
    Small: { type: 'SINT', value: -1 },
    Level: 'REAL',
    On: { type: 'BOOL', value: true },
    List: { type: 'DINT[1000]', value: Array.from({ length: 1000 }, (_, i) => i) },
    Grid: {
      type: 'INT[2,3,4]',
      value: [0, 1].map((a) => [0, 1, 2].map((b) => [0, 1, 2, 3].map((c) => 100 * a + 10 * b + c))),
    },
    Bits: { type: 'BOOL[64]', value: Array.from({ length: 64 }, (_, i) => i === 37) },
    Recipe: { type: 'Recipe', value: { Ready: true, Speed: 2.5, Name: 'Dough', Steps: [1, 2, 3, 4] } },
    Recipes: 'Recipe[20]',
    Code: { type: 'Code', value: 'A7' },
    Fixed: { type: 'DINT', value: 7, access: 'readOnly' },
    Secret: { type: 'DINT', access: 'none' },
    'Local:1:I': 'DINT',
  },
  programs: { Main: { Counter: { type: 'INT', value: 9 } } },
};
