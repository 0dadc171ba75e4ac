// The same classes for `import`: one implementation, CommonJS, re-exported by name.
export * from './index.js';
