// Prints whether `require` and `import` of the package named on the command line give the same names and values.
import { createRequire } from 'node:module';

const name = process.argv[2];
const required = createRequire(import.meta.url)(name);
const imported = await import(name);
const names = Object.keys(required)
  .filter((key) => key !== '__esModule')
  .sort();
const importedNames = Object.keys(imported)
  .filter((key) => key !== 'default' && key !== '__esModule' && key !== 'module.exports')
  .sort();
const different = names.filter((key) => required[key] !== imported[key]);
console.log(JSON.stringify({ required: names, imported: importedNames, different }));
