/** The one schema of a configuration: all that may stand in it, each key with its description. */
import { z } from 'zod';
import { adapterForm } from '../adapter/config-file/adapter-form.js';
import { appSchema } from '../config/app.js';
import type { ConfigSection } from '../config/config-file.js';
import { type Form, formOf } from '../config/form.js';
import { expected, options } from '../config/schema.js';
import { vaultSchema } from '../config/secrets/options.js';
import { enabled } from '../config/section.js';
import { CONFIG_VERSION } from '../config/version.js';
import { edsSchema } from '../eds/options.js';
import { loggingSchema } from '../logging/options.js';
import { brokerSchema } from '../rabbitmq/options.js';
import { telemetrySchema } from '../telemetry/options.js';
import { clientForm } from './client-form.js';
import { gatewayForm } from './gateway/index.js';

const ALWAYS = { enabled: enabled('true') };
const WHEN_THERE = { enabled: enabled('true when the section is there') };

export const configSchema = options({
  version: z
    .literal(CONFIG_VERSION, expected(String(CONFIG_VERSION)))
    .default(CONFIG_VERSION)
    .describe('Version of the format of this file'),
  app: options({ ...ALWAYS, ...appSchema.shape })
    .optional()
    .describe('Who the service is'),
  adapter: adapterForm.optional().describe('An EtherNet/IP adapter'),
  client: clientForm.optional().describe('A client for tags by name'),
  rabbitmq: options({ ...WHEN_THERE, ...brokerSchema.shape })
    .optional()
    .describe('The RabbitMQ broker'),
  telemetry: options({ ...WHEN_THERE, ...telemetrySchema.shape })
    .optional()
    .describe('Where records go'),
  gateway: options({ ...WHEN_THERE, ...gatewayForm.shape })
    .optional()
    .describe('The gateway: records from machines to sinks, and commands back'),
  logging: options(loggingSchema.shape).optional().describe('What is logged, and where'),
  eds: options({ ...WHEN_THERE, ...edsSchema.shape })
    .optional()
    .describe('What the EDS file says'),
  vault: options({ ...WHEN_THERE, ...vaultSchema.shape })
    .optional()
    .describe('Where secrets of the form vault:mount/path#key are read'),
} satisfies Record<ConfigSection | 'version', z.ZodType>);

/** Sections that hold although nobody wrote them. */
export const ALWAYS_ENABLED: ReadonlySet<string> = new Set(['app', 'logging']);

export function configForm(): Form {
  return formOf(configSchema);
}
