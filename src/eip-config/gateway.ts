/** The section `gateway`: this version of the package has none, and can only be told so. */
import { z } from 'zod';
import { options } from '../config/schema.js';

export const gatewaySchema = options({
  enabled: z
    .literal(false)
    .optional()
    .describe('Whether the section holds: this version of the package has no gateway'),
});

export const NO_GATEWAY = { path: ['enabled'], message: 'expected false: this version of the package has no gateway' };
