import { type AnyTagMap, type Assemblies, ImplicitClient, type ImplicitClientOptions } from './adapter/index.js';
import { ExplicitClient, type ExplicitClientOptions } from './client/index.js';
import { clientConfigOf, protocolSchema } from './client-config.js';
import { ConfigFile } from './config/config-file.js';
import { parsed } from './config/refusal.js';
import type { EipClient } from './eip-client.js';

/** The options of a client, and the way that its tags take. */
export type ClientConfig<
  A extends Assemblies = Assemblies,
  M extends AnyTagMap<NoInfer<A>> | undefined = AnyTagMap<NoInfer<A>> | undefined,
> =
  | (ImplicitClientOptions<A, M> & {
      /** Cyclic I/O: `ImplicitClient`. */
      readonly protocol: 'implicit';
    })
  | (ExplicitClientOptions & {
      /** Explicit messages to a controller: `ExplicitClient`. */
      readonly protocol: 'explicit';
    });

/**
 * The options of a client from the key `client` of a configuration file (docs/configuration.md, "A client"). A tag file
 * is found beside it. Reads both at once, and only then.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID whose `problems` name file, line, column and option.
 */
export function loadClientConfig(file: string): ClientConfig {
  return clientConfigOf(ConfigFile.read(file)) as ClientConfig;
}

/**
 * The client for a configuration: a service that takes an `EipClient` need not know which one it is.
 *
 * @throws EipConfigError EIP_OPTION_INVALID for a protocol that this version does not have, and as the client's
 * constructor does. Opens nothing yet.
 * @param config options, or the path of a configuration file, as `loadClientConfig` reads it
 */
export function createClient(config: ExplicitClientOptions & { readonly protocol: 'explicit' }): ExplicitClient;
export function createClient<const A extends Assemblies, const M extends AnyTagMap<NoInfer<A>> | undefined = undefined>(
  config: ImplicitClientOptions<A, M> & { readonly protocol: 'implicit' },
): ImplicitClient<A, M>;
export function createClient(config: ClientConfig | string): EipClient;
export function createClient(config: unknown): EipClient {
  const given = typeof config === 'string' ? loadClientConfig(config) : config;
  const { protocol, ...options } = parsed('client', protocolSchema, given);
  if (protocol === 'explicit') return new ExplicitClient(options as unknown as ExplicitClientOptions);
  return new ImplicitClient(options as unknown as ImplicitClientOptions);
}
