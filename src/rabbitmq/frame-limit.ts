/**
 * What the library reads, at most. It believes the size in the head of a frame: above 1 GiB it throws where nobody
 * catches, and below it would gather so much. A peer that is no broker, as a web server on a wrong port, sends such heads.
 */
import type { Connection } from 'rabbitmq-client';

/** The broker keeps to what both agreed on, 8 KiB; what comes before the agreement has less than 4 KiB. */
const MOST_BYTES = 0x20_000;

interface Reader {
  read?: (size?: number) => unknown;
  destroy(error: Error): unknown;
}

/** The socket of a connection that was made just now; a test holds its name to the version installed. */
export function limitFrames(connection: Connection): void {
  const socket = (connection as unknown as { readonly _socket?: Reader })._socket;
  const read = socket?.read;
  if (socket === undefined || read === undefined) return;
  socket.read = (size) => {
    if (size === undefined || size <= MOST_BYTES) return read.call(socket, size);
    socket.destroy(new Error(`what it sends is no AMQP: a frame of ${size} bytes`));
    return null;
  };
}
