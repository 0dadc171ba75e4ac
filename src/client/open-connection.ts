/** Opening a class 3 connection: what is asked first, and what after a refusal. */
import {
  DEFAULT_TIMING,
  decodeForwardOpenReply,
  type ForwardOpen,
  forwardCloseRequest,
  forwardOpenRequest,
  LARGEST_SMALL_SIZE,
  type RouterReply,
  type RouterRequest,
  refusalDetail,
} from '../cip/index.js';
import { explicitOpen } from '../link/explicit-open.js';
import { openRefused, understood } from '../link/failures.js';
import type { OpenedConnection, SerialNumbers } from './opened-connection.js';
import type { ClientSettings } from './options.js';
import type { PlcLink } from './plc-link.js';
import { routeText } from './route.js';

/** What a controller takes that has no Large Forward Open. */
const USUAL_SMALL_SIZE = 504;
/** A path and a value have to fit. */
const LEAST_SIZE = 32;
/** More refusals than a sound controller has reasons. */
const MOST_ATTEMPTS = 6;

const CONNECTION_FAILURE = 0x01;
const IN_USE = 0x0100;
const SIZE_REFUSED = 0x0109;

/** What to ask for. */
interface Wanted {
  readonly size: number;
  readonly large: boolean;
}

/**
 * @param size what was granted before on this link; undefined: the size that the options name
 * @throws EipConnectionError EIP_OPEN_REFUSED with the last refusal in words; what `PlcLink.ask` throws.
 */
export async function openConnection(
  link: PlcLink,
  settings: ClientSettings,
  serials: SerialNumbers,
  {
    size = settings.connectionSize,
    timeoutMs,
    signal,
  }: { size?: number | undefined; timeoutMs: number; signal?: AbortSignal },
): Promise<OpenedConnection> {
  let wanted: Wanted = { size, large: size > LARGEST_SMALL_SIZE };
  for (let attempt = 1; ; attempt++) {
    const open = explicitOpen({ ...settings, ...wanted, ...serials.next() });
    const close = closeOf(open);
    const reply = await ask(link, open, close, timeoutMs, signal);
    if (reply.status === 0) return opened(link, open, close, wanted.size, reply);
    link.owed.delete(close);
    const next = attempt < MOST_ATTEMPTS ? afterRefusal(wanted, reply) : undefined;
    if (next === undefined) throw openRefused(link.remote, `to its message router${routeWords(settings)}`, reply);
    wanted = next;
  }
}

/** Without a reply nobody knows whether it is open: then it is closed, so that it does not stay. */
async function ask(link: PlcLink, open: ForwardOpen, close: RouterRequest, timeoutMs: number, signal?: AbortSignal) {
  link.owed.add(close);
  try {
    return await link.ask(forwardOpenRequest(open), timeoutMs, signal);
  } catch (error) {
    link.forwardClose(close);
    throw error;
  }
}

/** What to ask for next; undefined: nothing else would be granted either. */
function afterRefusal(wanted: Wanted, { status, extendedStatus }: RouterReply): Wanted | undefined {
  const [code] = extendedStatus;
  if (status === CONNECTION_FAILURE && code === IN_USE) return wanted;
  const detail = refusalDetail(extendedStatus);
  if (status === CONNECTION_FAILURE && code === SIZE_REFUSED && detail?.type === 'size') {
    const { size } = detail;
    if (size >= LEAST_SIZE && size < wanted.size) return { size, large: wanted.large && size > LARGEST_SMALL_SIZE };
  }
  return wanted.large ? { size: USUAL_SMALL_SIZE, large: false } : undefined;
}

function opened(
  link: PlcLink,
  open: ForwardOpen,
  close: RouterRequest,
  size: number,
  reply: RouterReply,
): OpenedConnection {
  const { oToT, tToO } = understood(link.remote, () => decodeForwardOpenReply(reply.data));
  const apiMs = (oToT.apiUs === 0 ? open.oToT.rpiUs : oToT.apiUs) / 1_000;
  return {
    triad: open.triad,
    outputId: oToT.connectionId,
    inputId: tToO.connectionId,
    size,
    timeoutMs: (4 << open.timeoutMultiplier) * apiMs,
    close,
  };
}

/** A controller goes by the triad; the path is that of the open. */
function closeOf({ triad, path }: ForwardOpen): RouterRequest {
  return forwardCloseRequest({ timing: DEFAULT_TIMING, triad, path });
}

function routeWords({ route }: ClientSettings): string {
  const text = routeText(route);
  return text === undefined ? '' : ` by the route ${text}`;
}
