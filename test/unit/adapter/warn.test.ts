import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { warn } from '../../../src/adapter/warn.js';
import { EipError } from '../../../src/errors.js';

const error = new EipError('EIP_SETTINGS_CORRUPT', 'The file is damaged');

it('goes to who listens, and then to nobody else', () => {
  const adapter = new EventEmitter();
  const heard: unknown[] = [];
  const onWarning = (warning: Error) => heard.push(warning);
  process.on('warning', onWarning);
  adapter.on('warning', onWarning);
  warn(adapter, error);
  process.off('warning', onWarning);
  expect(heard).toEqual([error]);
});

it('is a warning of the process when nobody listens', async () => {
  const told = once(process, 'warning');
  warn(new EventEmitter(), error);
  expect((await told)[0]).toMatchObject({ name: 'EipWarning', code: 'EIP_SETTINGS_CORRUPT', message: error.message });
});
