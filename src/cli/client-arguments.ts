/** What commands that ask a controller have in common: where it is, how it is reached, how long they wait. */
import { type Command, Option } from 'commander';
import { ExplicitClient, type ExplicitClientOptions } from '../client/index.js';
import { ipv4Address, peerPort, slotNumber, targetArgument, timeoutSeconds } from './arguments.js';
import type { Stop } from './stop.js';

export type ControllerTarget = ReturnType<typeof targetArgument>;

/** As commander gives them. */
export interface ClientArguments {
  readonly port?: number;
  readonly slot?: number;
  readonly route?: string;
  readonly bind?: string;
  /** Seconds. */
  readonly timeout?: number;
  /** False with --unconnected. */
  readonly unconnected?: boolean;
  /** Path of a tag file, of commands that have it. */
  readonly tags?: string;
  /** Of `write`. */
  readonly verify?: boolean;
}

/** Adds the argument HOST and the options of `ClientArguments`. */
export function addClientArguments(command: Command): Command {
  return command
    .argument('<target>', 'HOST or HOST:PORT of the controller, or of the module that leads to it', targetArgument)
    .option('--port <port>', 'TCP port (default: 44818, or what stands behind HOST)', peerPort)
    .option('--slot <slot>', 'slot of the controller in the backplane (default: 0)', slotNumber)
    .addOption(routeOption())
    .option('--bind <address>', 'own IPv4 address (default: by the route)', ipv4Address)
    .option('--timeout <seconds>', 'for connecting, and for each call (default: 5)', timeoutSeconds)
    .option('--unconnected', 'without a connection in the controller: each request by itself');
}

function routeOption(): Option {
  const text = 'hops to the controller, as in 1/3 or 1/3/2/192.168.1.20/1/0; "" is none, for a Micro800';
  return new Option('--route <route>', text).conflicts('slot');
}

export function clientOptions({ host, port }: ControllerTarget, given: ClientArguments): ExplicitClientOptions {
  const tcpPort = given.port ?? port;
  return {
    host,
    ...(tcpPort !== undefined && { port: tcpPort }),
    ...(given.slot !== undefined && { slot: given.slot }),
    ...(given.route !== undefined && { route: given.route }),
    ...(given.bind !== undefined && { bind: given.bind }),
    ...(given.timeout !== undefined && { timeoutMs: Math.max(1, Math.round(given.timeout * 1_000)) }),
    ...(given.unconnected === true && { connected: false }),
    ...(given.tags !== undefined && { tags: given.tags }),
    ...(given.verify === true && { verify: true }),
  };
}

/**
 * Connects, works and closes, whatever happens. Give `stop.signal` to calls, too, so that Ctrl-C ends them.
 * @throws what connecting and `work` throw
 */
export async function withClient<T>(
  target: ControllerTarget,
  given: ClientArguments,
  stop: Stop,
  work: (client: ExplicitClient) => Promise<T>,
): Promise<T> {
  await using client = new ExplicitClient(clientOptions(target, given));
  await client.connect({ signal: stop.signal });
  return await work(client);
}
