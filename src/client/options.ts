/** Types, ranges and defaults of the options; what is wrong is told all at once. */
import { z } from 'zod';
import { EXPLICIT_PORT, type Path } from '../cip/index.js';
import { type Complain, parsed, refuseComplaints } from '../config/refusal.js';
import { expected, ipv4, number, options, truth, whole } from '../config/schema.js';
import { logTarget } from '../logging/log-target.js';
import { patternProblem } from '../logix/index.js';
import type { ExplicitClientOptions } from './option-types.js';
import { routeOf } from './route.js';
import { bookOf, TagBook } from './tags/tag-book.js';

const hostWanted = expected('a name or an IPv4 address');
const timeout = () => whole(1, 600_000);
const interval = () => whole(1, 3_600_000);

const writablePattern = z.string(expected('the name of a tag')).superRefine((pattern, context) => {
  const message = patternProblem(pattern);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

export const explicitSchema = options({
  host: z.string(hostWanted).min(1, hostWanted).describe('Name or IPv4 address of the controller, or of the way to it'),
  port: whole(1, 0xffff).default(EXPLICIT_PORT).describe('TCP port'),
  bind: ipv4().optional().meta({ description: 'Own IPv4 address', defaultText: 'that of the route to the controller' }),
  slot: whole(0, 0xff)
    .optional()
    .meta({ description: 'Slot of the controller; not together with route', defaultText: '0' }),
  route: z.unknown().optional().meta({ description: 'Hops from host to the controller', defaultText: 'slot 0' }),
  connected: truth().default(true).describe('Over class 3 connections; false: each request by itself'),
  connectionSize: whole(64, 65_491).default(4_002).describe('Bytes of the longest message either way'),
  rpiMs: number(1, 3_600_000).default(1_000).describe('Interval asked for, ms: the time-out goes by it'),
  timeoutMultiplier: whole(0, 7)
    .default(2)
    .describe('The controller ends a connection that was silent for (4 << it) x rpiMs'),
  connections: whole(1, 16).default(2).describe('Connections to the controller at most'),
  timeoutMs: timeout().default(5_000).describe('For connecting, and for each call, ms'),
  retries: whole(0, 10).default(2).describe('How often what only reads is asked again'),
  writeRetries: whole(0, 10).default(0).describe('How often a write is sent again'),
  reconnect: truth().default(true).describe('Whether a lost connection is opened again'),
  reconnectMinMs: interval().default(100).describe('Least time between attempts to connect again, ms'),
  reconnectMaxMs: interval().default(30_000).describe('Most time between attempts to connect again, ms'),
  programCheckMs: whole(0, 3_600_000)
    .default(2_000)
    .describe("How often the controller's program is looked at, ms; 0: by subscriptions alone"),
  vendorId: whole(0, 0xffff).default(0).describe('Vendor id that the client names itself with'),
  tags: z.unknown().optional().meta({ description: 'Tags by names of your own', defaultText: 'none' }),
  readOnly: truth().default(false).describe('Refuses every request that may write'),
  writable: z
    .array(writablePattern, expected('a list of names of tags'))
    .max(10_000)
    .optional()
    .meta({ description: 'Tags that may be written, * for any part', defaultText: 'every tag' }),
  verify: truth().default(false).describe('Reads every tag back behind its write'),
  logger: logTarget().optional(),
});

export const callSchema = options({
  signal: z.instanceof(AbortSignal, expected('an AbortSignal')).optional(),
  timeoutMs: timeout().optional(),
});

/** Everything the client goes by: complete, in range. */
export type ClientSettings = Omit<z.output<typeof explicitSchema>, 'slot' | 'route' | 'tags'> & {
  /** Segments before the controller. */
  readonly route: Path;
  /** Aliases, and what holds for tags. */
  readonly book: TagBook;
};

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalise(given: ExplicitClientOptions): ClientSettings {
  const { slot, route, tags, ...settings } = parsed('explicit client', explicitSchema, given);
  let path: Path = [];
  let book = new TagBook([]);
  refuseComplaints('explicit client', (complain) => {
    if (slot !== undefined && route !== undefined) complain(['slot'], 'not together with "route", which names it too');
    path = routeOf(route, slot ?? 0, complain);
    checkDelays(settings, complain);
    book = bookOf(tags, complain);
  });
  return { ...settings, route: path, book };
}

function checkDelays(
  { reconnectMinMs, reconnectMaxMs }: Pick<ClientSettings, 'reconnectMinMs' | 'reconnectMaxMs'>,
  complain: Complain,
) {
  if (reconnectMinMs > reconnectMaxMs)
    complain(['reconnectMinMs'], `${reconnectMinMs}: at most "reconnectMaxMs", ${reconnectMaxMs}`);
}
