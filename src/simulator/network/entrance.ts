/** Where the controller is reached: TCP for its sessions, UDP of the same number for whoever looks for it. */
import type { Socket } from 'node:net';
import type { ListedIdentity } from '../../cip/index.js';
import { EipError } from '../../errors.js';
import { Announcer } from './announcer.js';
import { Listener } from './listener.js';

/** A free TCP port whose number another program has in UDP is not the last one. */
const MOST_ATTEMPTS = 20;

export interface EntranceOptions {
  readonly host: string;
  /** 0: any number that is free in both. */
  readonly port: number;
  readonly mostSockets: number;
  connected(socket: Socket): void;
  identity(port: number): ListedIdentity;
}

export class Entrance {
  private constructor(
    private readonly listener: Listener,
    private readonly announcer: Announcer,
  ) {}

  /** @throws EipConnectionError when the port can't be had. */
  static async open(options: EntranceOptions): Promise<Entrance> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Entrance.openOnce(options);
      } catch (error) {
        const isTaken = error instanceof EipError && error.code === 'EIP_PORT_IN_USE';
        if (!isTaken || options.port !== 0 || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  private static async openOnce({ host, port, mostSockets, connected, identity }: EntranceOptions): Promise<Entrance> {
    const listener = await Listener.open(host, port, mostSockets, connected);
    try {
      return new Entrance(listener, await Announcer.open(host, listener.port, () => identity(listener.port)));
    } catch (error) {
      await listener.close();
      throw error;
    }
  }

  get port(): number {
    return this.listener.port;
  }

  get connections(): number {
    return this.listener.connections;
  }

  cutAll(): void {
    this.listener.cutAll();
  }

  async close(): Promise<void> {
    await Promise.all([this.listener.close(), this.announcer.close()]);
  }
}
