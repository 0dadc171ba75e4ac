/** The error codes of the RabbitMQ part: rows of the table in error-codes.ts. */
export const BROKER_ERROR_CODES = {
  EIP_BROKER_LIBRARY_MISSING: {
    family: 'general',
    check: 'Install it beside this package: npm install rabbitmq-client',
  },
  EIP_BROKER_CONNECT_FAILED: {
    family: 'connection',
    check:
      'See that the broker runs and listens there ("addresses"), that no firewall is in between, and that TLS is on where the broker wants it: port 5671',
  },
  EIP_BROKER_TLS_FAILED: {
    family: 'connection',
    check:
      'Compare "tls" with what the broker has: the authority in "ca", the name in its certificate, the dates of the certificates, and whether it wants one of this client',
  },
  EIP_BROKER_LOGIN_REFUSED: {
    family: 'connection',
    check:
      'Compare "credentials" with the users of the broker ("rabbitmqctl list_users"); guest may log in from the machine of the broker only',
  },
  EIP_BROKER_VHOST_REFUSED: {
    family: 'connection',
    check:
      'Compare "vhost" with those of the broker ("rabbitmqctl list_vhosts"), and give the user permissions in it ("rabbitmqctl set_permissions")',
  },
  EIP_BROKER_CONNECTION_LOST: {
    family: 'connection',
    check:
      'See whether the broker restarted, an operator closed the connection, or the network broke; the client connects again by itself within "maxRetries"',
  },
  EIP_BROKER_LOST: {
    family: 'connection',
    check:
      'See the cause; when the broker is there again call connect(), or allow more with "maxRetries" and "retryDelayMs"',
  },
  EIP_BROKER_DENIED: {
    family: 'config',
    check:
      'Give the user the permission that is named: "rabbitmqctl set_permissions USER CONFIGURE WRITE READ"; declaring needs configure, sending write, consuming read',
  },
  EIP_BROKER_REFUSED: {
    family: 'connection',
    check: 'The text above is what the broker says; its log may say more',
  },
  EIP_QUEUE_MISSING: {
    family: 'config',
    check: 'Correct the name, make the queue at the broker, or let the client make it: "declare: active" in "queues"',
  },
  EIP_EXCHANGE_MISSING: {
    family: 'config',
    check:
      'Correct the name, make the exchange at the broker, or let the client make it: "declare: active" in "exchanges"',
  },
  EIP_TOPOLOGY_DIFFERS: {
    family: 'config',
    check:
      'Write the same here as the broker has, use "declare: passive", or delete it at the broker when it is empty: arguments can not be changed',
  },
  EIP_QUEUE_IN_USE: {
    family: 'connection',
    check: 'See who consumes from it, or owns it ("rabbitmqctl list_consumers"): it is exclusive',
  },
  EIP_CONSUMER_CANCELLED: {
    family: 'connection',
    check:
      'See whether somebody deleted the queue, or a handler held a message longer than the broker allows ("consumer_timeout"); the client tries to consume again by itself',
  },
  EIP_PUBLISHER_CONFIG: {
    family: 'config',
    check: 'Correct the call; docs/rabbitmq.md lists what a message may have. Nothing was sent',
  },
  EIP_CONSUMER_CONFIG: {
    family: 'config',
    check: 'Correct the call; docs/rabbitmq.md lists the options of a consumer. Nothing was consumed',
  },
  EIP_MESSAGE_RETURNED: {
    family: 'write',
    check:
      'See that the queue exists, or that a queue is bound to the exchange with this routing key; with "mandatory: false" such messages are dropped without a word',
  },
  EIP_MESSAGE_REFUSED: {
    family: 'write',
    check:
      'See whether the queue is full ("maxLength" with "overflow: reject-publish"), or the message breaks a limit of the broker; the text says what it said',
  },
  EIP_MESSAGE_BACKLOG: {
    family: 'write',
    check: 'Await the sends before more are begun, or raise "maxWaiting"; the message was not sent',
  },
  EIP_MESSAGE_TIMEOUT: {
    family: 'timeout',
    check:
      'See whether the broker is connected and takes messages (healthCheck()); where "outcome" is unknown it may have taken this one: send it again with the same messageId',
  },
  EIP_MESSAGE_UNREADABLE: {
    family: 'read',
    check: 'Look at the message in the dead-letter queue, and correct its sender',
  },
  EIP_DEAD_LETTER_FAILED: {
    family: 'write',
    check:
      'See the cause, and that the dead-letter queue or exchange exists and may be written to; the message is held, and tried again',
  },
} as const;
