/**
 * One configuration for everything that the package can do.
 *
 * - schema.ts: all that may stand in it
 * - sections.ts: each section checked and completed
 * - examine.ts: the sources read, merged and judged; origins.ts: where each value came from
 * - load.ts: for programs; shown.ts: for people; editor-schema.ts: for editors
 */
export { editorSchema } from './editor-schema.js';
export { type Examination, examine } from './examine.js';
export type { OwnParts } from './gateway/links.js';
export { loadConfig } from './load.js';
export { type Shown, shownConfig } from './shown.js';
export type { AdapterConfig, ConfigValues, EipConfig, LoadConfigOptions, Partly, TelemetryConfig } from './types.js';
