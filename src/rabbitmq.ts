/** `@strokmatic/eip-native/rabbitmq`: messages to and from a RabbitMQ broker. It needs the package rabbitmq-client. */
export type { AppOptions } from './config/app.js';
export { Secret, type SecretReadOptions, type SecretStore } from './config/secret.js';
export type {
  ConsumeOptions,
  Consumer,
  ConsumerStatus,
  DeadLetter,
  HandlerRetry,
  MessageHandler,
  ReceivedMessage,
} from './rabbitmq/consume-types.js';
export {
  ConnectionLossError,
  ConsumerConfigurationError,
  PublisherConfigurationError,
} from './rabbitmq/errors.js';
export type { RabbitClientEvents } from './rabbitmq/events.js';
export type { BrokerHealth, BrokerState } from './rabbitmq/health-types.js';
export type {
  Binding,
  BrokerAddress,
  BrokerConfig,
  BrokerTls,
  Credentials,
  Declare,
  ExchangeOptions,
  QueueOptions,
} from './rabbitmq/option-types.js';
export { RabbitClient, type RabbitClientOptions } from './rabbitmq/rabbit-client.js';
export type {
  HeaderValue,
  MessageBody,
  MessageOptions,
  OutgoingMessage,
  ReturnedMessage,
  SendManyOptions,
  SendOptions,
  SendResult,
  SendTarget,
} from './rabbitmq/send-types.js';
export { RabbitSink, type RabbitSinkOptions } from './telemetry/sinks/rabbitmq.js';
