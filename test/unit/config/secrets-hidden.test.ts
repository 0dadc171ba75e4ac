/** Wrong options that hold a secret, in every place where one may be put by mistake: no complaint tells it. */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SecretStores } from '../../../src/config/secrets/secret-stores.js';
import { EipConfigError } from '../../../src/errors.js';
import { RabbitClient } from '../../../src/rabbitmq.js';

const planted = `planted-${randomUUID()}`;
const address = 'https://vault.example:8200';

/** All of an error that a log, a console or a JSON file can show. */
function observable(error: unknown): string {
  return [
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
    String((error as Error).stack),
  ].join();
}

function thrownBy(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

describe('wrong options of a vault', () => {
  it.each<[string, unknown]>([
    ['a text in place of the section', planted],
    ['a list', [planted]],
    ['a misspelt key', { address, tokn: planted }],
    ['a token of another type', { address, token: { value: planted } }],
    ['a list of tokens', { address, token: [planted] }],
    ['a number', { address, token: 12345678901 }],
    ['a reference without a name', { address, token: `vault:${planted}` }],
    ['a variable that can not be', { address, token: `env:${planted}=` }],
    ['half of AppRole', { address, secretId: planted }],
    ['both logins', { address, token: planted, roleId: planted, secretId: planted }],
    ['user and password in the address', { address: `https://user:${planted}@vault.example`, token: planted }],
    ['a token in the address', { address: `https://vault.example/?token=${planted}`, token: planted }],
    ['another wrong option beside it', { address, token: planted, timeoutMs: -1 }],
  ])('%s', (_, vault) => {
    const error = thrownBy(() => new SecretStores({ vault: vault as never }));
    expect(error).toBeInstanceOf(EipConfigError);
    expect(observable(error)).not.toContain(planted);
    expect(observable(error)).not.toContain('12345678901');
  });
});

describe('wrong options of a broker', () => {
  it.each<[string, unknown]>([
    ['a text in place of the section', `amqp://user:${planted}@broker.example`],
    ['a text in place of the credentials', { credentials: `user:${planted}` }],
    ['a misspelt key', { credentials: { username: 'user', pasword: planted } }],
    ['at the wrong level', { password: planted }],
    ['a password of another type', { credentials: { password: { value: planted } } }],
    ['a list of passwords', { credentials: { password: [planted] } }],
    ['a reference without a name', { credentials: { password: `vault:${planted}` } }],
    ['a text in place of TLS', { tls: planted }],
    ['a key without its certificate', { tls: { key: planted } }],
    ['a key of another type', { tls: { key: [planted], cert: planted } }],
    ['a misspelt passphrase', { tls: { passphrse: planted } }],
    ['a port that can not be', { addresses: `amqp://user:${planted}@broker.example:99999` }],
    ['another scheme', { addresses: `http://user:${planted}@broker.example` }],
    ['a query', { addresses: [`amqp://user:${planted}@broker.example/?password=${planted}`] }],
    ['no scheme', { addresses: `user:${planted}@broker.example` }],
    ['a space', { addresses: `amqp://user:${planted}@bro ker` }],
    ['no host', { addresses: `amqp://user:${planted}` }],
    ['a user and a password alone', { addresses: `user:${planted}` }],
    ['a password with what ends a scheme', { addresses: `amqp://user:${planted}://x@broker.example:99999` }],
    ['a password with signs', { addresses: `amqp://user:@/?#${planted}@broker.example:99999` }],
    ['an escape that is none', { addresses: `amqp://user:${planted}%zz@broker.example` }],
    ['an address as a host', { addresses: { host: `amqp://user:${planted}@broker.example` } }],
    ['a list in a list', { addresses: [[`amqp://user:${planted}@broker.example`]] }],
    ['another wrong option beside it', { credentials: { password: planted }, prefetch: 0 }],
    [
      'two passwords',
      { addresses: `amqp://user:${planted}@a`, credentials: { username: 'x', password: `${planted}2` } },
    ],
  ])('%s', (_, config) => {
    const error = thrownBy(() => new RabbitClient(config as never));
    expect(error).toBeInstanceOf(EipConfigError);
    expect(observable(error)).not.toContain(planted);
  });
});
