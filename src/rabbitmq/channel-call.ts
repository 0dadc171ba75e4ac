/**
 * Calls on a channel that end with it. The library forgets a call when the broker answers another one than it waits for:
 * the connection ends then, and the call never would.
 */
import type { Channel } from 'rabbitmq-client';

/** The outcome of a call, or of the channel's end. */
export function answered<T>(channel: Channel, call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // Where the library does not forget it, its error comes in this turn and says more.
    const onClose = (): void => void setImmediate(() => reject(new Error('the channel was closed')));
    channel.once('close', onClose);
    call.then(resolve, reject).finally(() => channel.off('close', onClose));
  });
}

/** Resolves when it is closed, by whomever. */
export async function closeChannel(channel: Channel): Promise<void> {
  await answered(channel, channel.close()).catch(() => {});
}
