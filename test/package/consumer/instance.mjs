// An error thrown by the required package, caught as a class of the imported one.
import { createRequire } from 'node:module';
import { EipError } from '@strokmatic/eip-native';

const { Adapter } = createRequire(import.meta.url)('@strokmatic/eip-native');
try {
  new Adapter({ host: '127.0.0.2', assemblies: { a: { instance: 100, kind: 'input', size: 32, noSuchOption: 1 } } });
  console.log('not refused');
} catch (error) {
  console.log(error instanceof EipError);
}
