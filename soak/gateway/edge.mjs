// The configuration of the gateway in a storm: a counter that the PLC sends, every change of it, to one queue.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ADAPTER = '127.0.0.2';
export const SCANNER = '127.0.0.1';
export const QUEUE = 'storm';
export const QUEUES = { [QUEUE]: { type: 'classic' } };
export const TAG = 'number';

const edge = ({ address, folder }) => ({
  app: { name: 'storm', instance: 'edge' },
  logging: { level: 'warn', consoleStream: 'stderr' },
  adapter: {
    host: ADAPTER,
    identity: { vendorId: 1234, serialNumber: 1, productName: 'Storm' },
    assemblies: {
      part: { instance: 150, kind: 'output', size: 8, layout: { [TAG]: { type: 'ulint', offset: 0 } } },
      state: { instance: 100, kind: 'input', size: 4 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'part', input: 'state' }],
  },
  rabbitmq: { addresses: address, maxRetries: 'infinity', retryDelayMs: 200, queues: QUEUES },
  telemetry: { spool: { folder: join(folder, 'spool') }, sinks: { rabbitmq: { queue: QUEUE } } },
  gateway: {
    sources: { cell: { protocol: 'implicit', groups: { parts: { assembly: 'part', report: 'change' } } } },
    delivery: { rabbitmq: { retryMaxMs: 500, probeMs: 500 } },
    http: { enabled: false },
  },
});

/** Its path; what is JSON is YAML. */
export function writeEdge({ address, folder }) {
  const path = join(folder, 'edge.yaml');
  writeFileSync(path, JSON.stringify(edge({ address, folder }), undefined, 2));
  return path;
}
