/** Servers of health and metrics, and peers that speak to them byte by byte. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { GatewayServer, type GatewayServerParts } from '../../src/gateway.js';
import { lines } from './gateway-rig.js';

export const app = { name: 'press-monitor', site: 'plant-2', instance: 'edge-7' };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export interface Served {
  readonly server: GatewayServer;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly log: ReturnType<typeof lines>;
}

/** Listens, stopped after the test. */
export async function serverFor(
  parts: Pick<GatewayServerParts, 'gateway'> & Partial<GatewayServerParts>,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<Served> {
  const log = lines();
  const server = new GatewayServer({ host, port }, { app, logger: log.logger, ...parts });
  cleanups.push(() => server.stop());
  await server.start();
  const { port: given } = server.address!;
  return { server, host, port: given, url: `http://${host}:${given}`, log };
}

/** A connection whose bytes the test writes itself. */
export async function peerOf({ host, port }: Pick<Served, 'host' | 'port'>): Promise<Peer> {
  const socket = connect(port, host);
  const peer = new Peer(socket);
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  return peer;
}

export class Peer {
  text = '';
  readonly closed: Promise<void>;

  constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
    });
    socket.on('error', () => {});
    this.closed = new Promise((done) => socket.once('close', () => done()));
  }

  send(text: string): void {
    this.socket.write(text);
  }

  async until(text: string): Promise<void> {
    while (!this.text.includes(text)) await once(this.socket, 'data');
  }
}

export const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`;

/** An answer that does not come until it is let go. */
export function held<T>(value: T) {
  let letGo = () => {};
  const gate = new Promise<void>((done) => {
    letGo = done;
  });
  return { answer: () => gate.then(() => value), letGo };
}
