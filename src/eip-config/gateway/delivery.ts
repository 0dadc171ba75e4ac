/** How records leave for a sink, and what is done while it does not take them. */
import type { z } from 'zod';
import { options, whole } from '../../config/schema.js';

export const deliverySchema = options({
  maxRecords: whole(1, 10_000).default(500).describe('Records that are handed to the sink together'),
  maxBytes: whole(1_024, 64 * 1_024 * 1_024)
    .default(1_024 * 1_024)
    .describe('Bytes of them at most; one goes in any case'),
  timeoutMs: whole(1, 600_000)
    .default(60_000)
    .describe('For the sink to tell what became of them; then they count as not taken, and come again'),
  retryMinMs: whole(1, 600_000).default(100).describe('Pause after the first failure'),
  retryMaxMs: whole(1, 600_000).default(10_000).describe('Longest pause; each is twice the one before'),
  breakAfter: whole(1, 1_000).default(5).describe('Failures in a row after which the sink counts as down'),
  probeMs: whole(1, 600_000).default(5_000).describe('While it counts as down: how often one batch is tried'),
  queueRecords: whole(1, 1_000_000).default(10_000).describe('Without a spool: records that wait in memory at most'),
});

export type DeliverySettings = z.output<typeof deliverySchema>;
