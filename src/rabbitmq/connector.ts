/** One attempt to connect: every address in turn, beginning after the one that was used last. */
import { addressText } from './address.js';
import { brokerLibrary } from './client-library.js';
import { loginOptions } from './login.js';
import type { BrokerSettings } from './options.js';
import { Session, type SessionListener } from './session.js';

export class Connector {
  readonly #settings: BrokerSettings;
  readonly #name: string;
  readonly #listener: SessionListener;
  #next = 0;

  /** @param name of the connection, as the broker's lists show it. */
  constructor(settings: BrokerSettings, name: string, listener: SessionListener) {
    this.#settings = settings;
    this.#name = name;
    this.#listener = listener;
  }

  /** @throws EipError why no address would do; of several that with most to say. */
  async open(signal?: AbortSignal): Promise<Session> {
    const library = await brokerLibrary();
    const login = await loginOptions(this.#settings, this.#name, signal);
    const { addresses, username, vhost, tls } = this.#settings;
    const errors: unknown[] = [];
    for (let tries = 0; tries < addresses.length; tries++) {
      const address = addresses[this.#next];
      if (address === undefined) break;
      this.#next = (this.#next + 1) % addresses.length;
      const peer = { at: addressText(address), username, vhost, secure: tls !== undefined };
      const options = { ...login, hostname: address.host, port: address.port };
      try {
        return await Session.open({ library, peer, options, listener: this.#listener }, signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        errors.push(error);
      }
    }
    throw errors.find((error) => !isUnreachable(error)) ?? errors.at(-1);
  }
}

function isUnreachable(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'EIP_BROKER_CONNECT_FAILED';
}
