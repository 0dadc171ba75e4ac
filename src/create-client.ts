import { z } from 'zod';
import { type Assemblies, ImplicitClient, type ImplicitClientOptions, type TagMap } from './adapter/index.js';
import { parsed } from './config/refusal.js';
import { expected } from './config/schema.js';

/** The options of a client, and the way that its tags take. */
export type ClientConfig<
  A extends Assemblies = Assemblies,
  M extends TagMap<NoInfer<A>> | undefined = TagMap<NoInfer<A>> | undefined,
> = ImplicitClientOptions<A, M> & {
  /** `implicit`: cyclic I/O, `ImplicitClient`. The only one of this version. */
  readonly protocol: 'implicit';
};

const PROTOCOLS = '"implicit", the only protocol of this version';

const schema = z.looseObject(
  { protocol: z.literal('implicit', expected(PROTOCOLS)) },
  expected('an object of options'),
);

/**
 * The client for a configuration: a service that takes an `EipClient` need not know which one it is.
 *
 * @throws EipConfigError EIP_OPTION_INVALID for a protocol that this version does not have, and as the client's
 * constructor does. Opens nothing yet.
 */
export function createClient<const A extends Assemblies, const M extends TagMap<NoInfer<A>> | undefined = undefined>(
  config: ClientConfig<A, M>,
): ImplicitClient<A, M> {
  const { protocol: _, ...options } = parsed('client', schema, config);
  return new ImplicitClient<A, M>(options as unknown as ImplicitClientOptions<A, M>);
}
