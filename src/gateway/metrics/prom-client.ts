/** Loads `prom-client`, an optional peer dependency, when metrics are told and the application gave no registry. */
import { EipError } from '../../errors.js';
import type { MetricsRegistry } from './registry-type.js';

interface PromClient {
  readonly Registry: new () => MetricsRegistry;
}

/** @throws EipError EIP_METRICS_MODULE_MISSING */
export async function newRegistry(
  load: () => Promise<unknown> = () => import('prom-client'),
): Promise<MetricsRegistry> {
  let loaded: PromClient;
  try {
    loaded = (await load()) as PromClient;
  } catch (cause) {
    const why = (cause as Error).message.split('\n', 1)[0];
    const what = `Metrics need the package "prom-client", which can't be loaded: ${why}`;
    throw new EipError('EIP_METRICS_MODULE_MISSING', what, { cause });
  }
  return new loaded.Registry();
}
