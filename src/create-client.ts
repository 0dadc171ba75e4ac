import { z } from 'zod';
import { type AnyTagMap, type Assemblies, ImplicitClient, type ImplicitClientOptions } from './adapter/index.js';
import { ExplicitClient, type ExplicitClientOptions } from './client/index.js';
import { parsed } from './config/refusal.js';
import { expected, oneOf } from './config/schema.js';
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

const schema = z.looseObject({ protocol: oneOf(['implicit', 'explicit']) }, expected('an object of options'));

/**
 * The client for a configuration: a service that takes an `EipClient` need not know which one it is.
 *
 * @throws EipConfigError EIP_OPTION_INVALID for a protocol that this version does not have, and as the client's
 * constructor does. Opens nothing yet.
 */
export function createClient(config: ExplicitClientOptions & { readonly protocol: 'explicit' }): ExplicitClient;
export function createClient<const A extends Assemblies, const M extends AnyTagMap<NoInfer<A>> | undefined = undefined>(
  config: ImplicitClientOptions<A, M> & { readonly protocol: 'implicit' },
): ImplicitClient<A, M>;
export function createClient(config: ClientConfig): EipClient;
export function createClient(config: unknown): EipClient {
  const { protocol, ...options } = parsed('client', schema, config);
  if (protocol === 'explicit') return new ExplicitClient(options as unknown as ExplicitClientOptions);
  return new ImplicitClient(options as unknown as ImplicitClientOptions);
}
