/**
 * One configuration for everything that the package can do.
 *
 * - schema.ts: all that may stand in it
 * - sections.ts: each section checked and completed
 * - examine.ts: the sources read, merged and judged; origins.ts: where each value came from
 * - load.ts: for programs
 */
export { loadConfig } from './load.js';
export type { AdapterConfig, ConfigValues, EipConfig, LoadConfigOptions } from './types.js';
