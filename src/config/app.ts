/** The section `app`: who a service is, told once and carried by its logs, records, messages and metrics. */
import { hostname } from 'node:os';
import { z } from 'zod';
import { expected, options } from './schema.js';

const label = (what: string) => {
  const wanted = expected(`${what}: 1 to 200 characters`);
  return z.string(wanted).min(1, wanted).max(200, wanted);
};

export const appSchema = options({
  name: label('the name of the service').default('eip-native').describe('Name of the service'),
  version: label('the version of the service').optional().describe('Version of the service'),
  site: label('the name of the site').optional().describe('Where it runs: plant, line or cell'),
  instance: label('the name of this instance')
    .default(() => hostname())
    .meta({ description: 'Which of several that are alike', default: undefined, defaultText: 'the name of the host' }),
});

/** As a program gives it: what is left out takes its default. 1 to 200 characters each. */
export interface AppOptions {
  /** Name of the service. Default `eip-native`. */
  readonly name?: string | undefined;
  /** Version of the service. Default: not told. */
  readonly version?: string | undefined;
  /** Where it runs: plant, line or cell. Default: not told. */
  readonly site?: string | undefined;
  /** Which of several that are alike. Default: the name of the host. */
  readonly instance?: string | undefined;
}

/** Complete. */
export interface App extends AppOptions {
  readonly name: string;
  readonly instance: string;
}
