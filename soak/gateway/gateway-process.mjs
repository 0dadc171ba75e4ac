// The gateway of a storm, made as `eip-native run` makes it; it tells its status to its parent. Argument: the configuration.
//
//   { state, at }   { status }: after `status`
import { createGateway } from '../../dist/gateway.mjs';
import { loadConfig } from '../../dist/index.mjs';

const service = createGateway(loadConfig({ files: process.argv[2], env: {} }));
const tell = (message) => process.send?.(message);

service.gateway.on('state', (state) => tell({ state, at: Date.now() }));
service.on('failed', (error) => {
  throw error;
});
process.on('message', (message) => {
  if (message === 'status') tell({ status: service.status() });
  if (message === 'stop') void service.stop().then(() => process.disconnect());
});
process.on('disconnect', () => process.exit());
await service.start();
