import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createLogging, LoggerConfig } from '../../../src/logging.js';

describe('LoggerConfig', () => {
  it('of options is complete', () => {
    expect(LoggerConfig.of({ level: 'warn' })).toMatchObject({
      level: 'warn',
      console: 'json',
      app: { name: 'eip-native', instance: hostname() },
    });
    expect(() => LoggerConfig.of({ level: 'loud' } as never)).toThrow(expect.objectContaining({ option: 'level' }));
  });

  it('from the environment, by the rule of the configuration', () => {
    const config = LoggerConfig.fromEnv({
      EIP_APP__NAME: 'press',
      EIP_APP__VERSION: '2',
      EIP_LOGGING__LEVEL: 'debug',
      EIP_LOGGING__LEVELS__SCANNER: 'warn',
      EIP_LOGGING__CONSOLE: 'pretty',
      EIP_LOGGING__FILE__PATH: '/tmp/a.log',
      EIP_LOGGING__FILE__SIZE: '1m',
      EIP_LOGGING__FILE__TIME: '60000',
      EIP_LOGGING__FILE__COMPRESS: 'true',
      EIP_LOGGING__REDACT: 'password',
      EIP_LOGGING__BUFFER_BYTES: '65536',
      EIP_ADAPTER__PORT: 'not ours',
      HOME: '/root',
    });
    expect(config).toMatchObject({
      app: { name: 'press', version: '2' },
      level: 'debug',
      levels: { scanner: 'warn' },
      console: 'pretty',
      file: { path: '/tmp/a.log', size: 1_048_576, time: 60_000, compress: true, count: 10 },
      redact: ['password'],
      bufferBytes: 65_536,
    });
    expect(() => createLogging({ ...config, console: 'off', file: undefined })).not.toThrow();
  });

  it('is that of no variables at all', () => expect(LoggerConfig.fromEnv({})).toEqual(LoggerConfig.of()));

  it('can be switched off', () => {
    expect(LoggerConfig.fromEnv({ EIP_LOGGING__ENABLED: 'false' }).enabled).toBe(false);
  });

  it('tells all that is wrong, each by its variable', () => {
    const env = {
      EIP_LOGGING__LEVEL: 'loud',
      EIP_LOGGING__FILE__SIZE: '1',
      EIP_LOGGING__LEVLE: 'info',
      EIP_APP__NAME: 'x'.repeat(300),
    };
    const variables = ['EIP_LOGGING__LEVLE', 'EIP_LOGGING__LEVEL', 'EIP_LOGGING__FILE__SIZE', 'EIP_APP__NAME'];
    let caught: { code?: string; problems?: { variable?: string }[] } = {};
    try {
      LoggerConfig.fromEnv(env);
    } catch (error) {
      caught = error as typeof caught;
    }
    expect(caught.code).toBe('EIP_CONFIG_INVALID');
    expect(caught.problems?.map(({ variable }) => variable)).toEqual(expect.arrayContaining(variables));
  });
});
