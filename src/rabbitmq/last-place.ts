/** Where dead letters go has to be there before the first one. */
import type { Channel } from 'rabbitmq-client';
import { operation } from './topology.js';

type Acquire = () => Promise<Channel>;

/** Made where it is missing: durable and classic. One that `queues` names is declared by its own rules already. */
export async function ensureQueue(queue: string, isDeclared: boolean, acquire: Acquire): Promise<void> {
  const what = `Looking for the dead-letter queue "${queue}"`;
  const look = operation(acquire, what, { queue }, (channel) => channel.queueDeclare({ queue, passive: true }));
  await look.catch(async (error: { readonly code?: string }) => {
    if (isDeclared || error.code !== 'EIP_QUEUE_MISSING') throw error;
    const making = `Declaring the dead-letter queue "${queue}"`;
    await operation(acquire, making, { queue }, (channel) => channel.queueDeclare({ queue, durable: true }));
  });
}

export async function requireExchange(exchange: string, acquire: Acquire): Promise<void> {
  const what = `Looking for the dead-letter exchange "${exchange}"`;
  await operation(acquire, what, { exchange }, (channel) => channel.exchangeDeclare({ exchange, passive: true }));
}
