/** Types, ranges and defaults of the options; what is wrong is told all at once. */
import { z } from 'zod';
import { EXPLICIT_PORT, type Path } from '../cip/index.js';
import { type Complain, parsed, refuseComplaints } from '../config/refusal.js';
import { expected, ipv4, number, options, truth, whole } from '../config/schema.js';
import { patternProblem } from './guards/writable.js';
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
  host: z.string(hostWanted).min(1, hostWanted),
  port: whole(1, 0xffff).default(EXPLICIT_PORT),
  bind: ipv4().optional(),
  slot: whole(0, 0xff).optional(),
  route: z.unknown().optional(),
  connected: truth().default(true),
  connectionSize: whole(64, 65_491).default(4_002),
  rpiMs: number(1, 3_600_000).default(1_000),
  timeoutMultiplier: whole(0, 7).default(2),
  connections: whole(1, 16).default(2),
  timeoutMs: timeout().default(5_000),
  retries: whole(0, 10).default(2),
  writeRetries: whole(0, 10).default(0),
  reconnect: truth().default(true),
  reconnectMinMs: interval().default(100),
  reconnectMaxMs: interval().default(30_000),
  programCheckMs: whole(0, 3_600_000).default(2_000),
  vendorId: whole(0, 0xffff).default(0),
  tags: z.unknown().optional(),
  readOnly: truth().default(false),
  writable: z.array(writablePattern, expected('a list of names of tags')).max(10_000).optional(),
  verify: truth().default(false),
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
