/** Exchanges, queues and bindings, declared anew in each session. */
import type { Channel } from 'rabbitmq-client';
import { answered, closeChannel } from './channel-call.js';
import { operationRefused, type Subject } from './failures.js';
import { ARGUMENTS, type ParsedExchange, type ParsedQueue } from './queue-schema.js';

export interface Topology {
  readonly queues: Readonly<Record<string, ParsedQueue>>;
  readonly exchanges: Readonly<Record<string, ParsedExchange>>;
}

/** What a session gives. */
export interface Channels {
  acquirePublishing(): Promise<Channel>;
  acquireConsuming(): Promise<Channel>;
}

/** The arguments of a declaration. Classic is the default everywhere: without an argument it fits queues of old. */
export function queueArguments(queue: ParsedQueue): Record<string, string | number | boolean> {
  const named = Object.entries(ARGUMENTS).map(
    ([option, name]) => [name, queue[option as keyof typeof ARGUMENTS]] as const,
  );
  const set = named.filter((entry): entry is [(typeof entry)[0], string | number | true] => {
    return entry[1] !== undefined && entry[1] !== false;
  });
  return {
    ...(queue.type !== 'classic' && { 'x-queue-type': queue.type }),
    ...Object.fromEntries(set),
    ...queue.arguments,
  };
}

/** @throws EipError EIP_TOPOLOGY_DIFFERS, EIP_QUEUE_MISSING, EIP_EXCHANGE_MISSING, EIP_BROKER_DENIED, EIP_BROKER_REFUSED */
export async function declareTopology({ queues, exchanges }: Topology, session: Channels): Promise<void> {
  const publishing = () => session.acquirePublishing();
  const consuming = () => session.acquireConsuming();
  for (const [name, exchange] of Object.entries(exchanges)) await declareExchange(name, exchange, publishing);
  for (const [name, queue] of Object.entries(queues)) {
    // It belongs to the connection that declares it, and no other may consume from it.
    await declareQueue(name, queue, queue.exclusive ? consuming : publishing);
  }
}

export async function declareQueue(name: string, queue: ParsedQueue, acquire: () => Promise<Channel>): Promise<void> {
  const { declare, durable, exclusive, autoDelete, bindings } = queue;
  if (declare === 'none') return;
  await operation(acquire, `Declaring the queue "${name}"`, { queue: name }, (channel) =>
    declare === 'passive'
      ? channel.queueDeclare({ queue: name, passive: true })
      : channel.queueDeclare({ queue: name, durable, exclusive, autoDelete, arguments: queueArguments(queue) }),
  );
  for (const { exchange, routingKey } of declare === 'active' ? bindings : []) {
    const what = `Binding the queue "${name}" to the exchange "${exchange}"`;
    await operation(acquire, what, { queue: name, exchange }, (channel) =>
      channel.queueBind({ queue: name, exchange, routingKey }),
    );
  }
}

async function declareExchange(name: string, exchange: ParsedExchange, acquire: () => Promise<Channel>): Promise<void> {
  const { declare, type, durable, autoDelete } = exchange;
  if (declare === 'none') return;
  await operation(acquire, `Declaring the exchange "${name}"`, { exchange: name }, (channel) =>
    channel.exchangeDeclare({ exchange: name, type, durable, autoDelete, passive: declare === 'passive' }),
  );
}

/** On a channel of its own: a refusal closes it. */
export async function operation<T>(
  acquire: () => Promise<Channel>,
  what: string,
  subject: Subject,
  body: (channel: Channel) => Promise<T>,
): Promise<T> {
  const channel = await acquire().catch((fault: Error) => {
    throw operationRefused(what, subject, fault);
  });
  channel.on('error', () => {});
  try {
    return await answered(channel, body(channel));
  } catch (fault) {
    throw operationRefused(what, subject, fault as Error);
  } finally {
    await closeChannel(channel);
  }
}
