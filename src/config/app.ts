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
    .describe('Which of several that are alike; default: the name of the host'),
});

/** As a program gives it: what is left out takes its default. */
export type AppOptions = z.input<typeof appSchema>;

/** Complete. */
export type App = z.output<typeof appSchema>;
