/** The same classes for `import`: one class identity with `require`. */

export type * from './rabbitmq.js';
export {
  ConnectionLossError,
  ConsumerConfigurationError,
  PublisherConfigurationError,
  RabbitClient,
  RabbitSink,
  Secret,
} from './rabbitmq.js';
