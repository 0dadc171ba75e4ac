import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  indexOfStep,
  isOurVariable,
  nameOfStep,
  stepText,
  variableName,
  variableSteps,
} from '../../../src/config/variable-name.js';

describe('the variable of a key', () => {
  it.each<[(string | number)[], string]>([
    [['logging', 'level'], 'EIP_LOGGING__LEVEL'],
    [['rabbitmq', 'credentials', 'password'], 'EIP_RABBITMQ__CREDENTIALS__PASSWORD'],
    [['rabbitmq', 'retryDelayMs'], 'EIP_RABBITMQ__RETRY_DELAY_MS'],
    [['adapter', 'inactivityTimeoutS'], 'EIP_ADAPTER__INACTIVITY_TIMEOUT_S'],
    [['adapter', 'connections', 0, 'type'], 'EIP_ADAPTER__CONNECTIONS__0__TYPE'],
    [['adapter', 'assemblies', 'Result', 'size'], 'EIP_ADAPTER__ASSEMBLIES___RESULT__SIZE'],
    [['adapter', 'assemblies', 'left_arm'], 'EIP_ADAPTER__ASSEMBLIES__LEFTx5fARM'],
    [['adapter', 'assemblies', 'left-arm.2'], 'EIP_ADAPTER__ASSEMBLIES__LEFTx2dARMx2e2'],
    [['adapter', 'assemblies', 'größe'], 'EIP_ADAPTER__ASSEMBLIES__GRxf6xdfE'],
    [['adapter', 'assemblies', '速'], 'EIP_ADAPTER__ASSEMBLIES__u901f'],
    [['adapter', 'assemblies', ''], 'EIP_ADAPTER__ASSEMBLIES__x'],
    [['adapter', 'assemblies', '0'], 'EIP_ADAPTER__ASSEMBLIES__0'],
  ])('%j: %s', (path, name) => expect(variableName(path)).toBe(name));

  const step = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-zA-Z0-9_]{0,6}$/));

  it('every name comes back, whatever it is made of', () => {
    fc.assert(fc.property(step, (name) => nameOfStep(stepText(name)) === name));
    expect(nameOfStep(stepText('\ud800'))).toBe('\ud800');
  });

  it('the steps come back from the whole', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 5 }), (path) => {
        expect(isOurVariable(variableName(path))).toBe(true);
        expect(variableSteps(variableName(path)).map(nameOfStep)).toEqual(path);
      }),
    );
  });

  it('two names never share a step', () => {
    fc.assert(fc.property(step, step, (a, b) => a === b || stepText(a) !== stepText(b)));
  });

  it.each(['', '_', 'a', 'RETRY_', '_1', 'x61', 'x5F', 'x2', 'u0041', 'u00e4', 'Ü', 'A B', 'A__B'])(
    'the step %j stands for no name',
    (text) => expect(nameOfStep(text)).toBeUndefined(),
  );

  it.each([
    ['0', 0],
    ['12', 12],
    ['012', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['1000000', undefined],
  ])('%j as an index: %j', (text, index) => expect(indexOfStep(text)).toBe(index));

  it.each([
    ['EIP_LOGGING__LEVEL', true],
    ['EIP_CAPTURES', false],
    ['EIP_NO_INSTALL', false],
    ['EIP_', false],
    ['EIP__', false],
    ['MY_EIP_LOGGING__LEVEL', false],
    ['eip_logging__level', false],
  ])('%s is ours: %j', (name, ours) => expect(isOurVariable(name)).toBe(ours));
});
