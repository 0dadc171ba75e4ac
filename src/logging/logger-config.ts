/** What a log is set up with, as a value: from options, or from the environment. */
import type { App } from '../config/app.js';
import { appSchema } from '../config/app.js';
import { plainOf } from '../config/entry.js';
import { FormTree, formOf } from '../config/form.js';
import { examined, parsed } from '../config/refusal.js';
import { options } from '../config/schema.js';
import { enabled, optionsIn } from '../config/section.js';
import { gather, problemAt, refuseAll } from '../config/sources.js';
import { type LoggingConfig, loggingSchema } from './options.js';
import type { LoggerOptions } from './settings.js';

/** Complete; `setupLogger` takes it as it is. */
export interface LoggerConfig extends LoggingConfig {
  readonly app: App;
}

const plainSchema = options({ ...loggingSchema.shape, app: appSchema.prefault({}) });
const envSchema = options({
  app: options({ enabled: enabled('true'), ...appSchema.shape }).optional(),
  logging: loggingSchema.optional(),
});
const OURS = /^EIP_(APP|LOGGING)__/;

export const LoggerConfig = {
  /** The options with their defaults. @throws EipConfigError EIP_OPTION_INVALID */
  of(given: Omit<LoggerOptions, 'logger' | 'port'> = {}): LoggerConfig {
    return parsed('logger', plainSchema, given);
  },

  /**
   * From `EIP_LOGGING__LEVEL` and its like, and `EIP_APP__NAME`, by the rule of docs/configuration.md. Variables of other
   * sections are not looked at; whoever has a whole configuration gives its sections to `setupLogger`.
   * @throws EipConfigError EIP_CONFIG_INVALID whose `problems` name each wrong variable
   */
  fromEnv(env: Readonly<Record<string, string | undefined>> = process.env): LoggerConfig {
    const own = Object.fromEntries(Object.entries(env).filter(([name]) => OURS.test(name)));
    const form = new FormTree(formOf(envSchema));
    const { tree, problems } = gather({ files: [], env: own, values: {}, form, keys: ['app', 'logging'] });
    const { data = {}, complaints = [] } = examined(envSchema, plainOf(tree));
    refuseAll([], [...problems, ...complaints.map((complaint) => problemAt(tree, complaint))]);
    const { app = {}, logging = {} } = data;
    return LoggerConfig.of({ ...logging, app: optionsIn(app) as object });
  },
};
