/** `npm run docs:config`: writes the tables of docs/configuration.md from the schema of the build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { configPage } from './lib/config-page.mjs';
import { root } from './lib/paths.mjs';

const require = createRequire(import.meta.url);
const { FormTree } = require('../dist/config/form.js');
const { stepText } = require('../dist/config/variable-name.js');
const { configForm } = require('../dist/eip-config/schema.js');

const file = join(root, 'docs/configuration.md');
const page = readFileSync(file, 'utf8');
const written = configPage(page, { tree: new FormTree(configForm()), stepText });
writeFileSync(file, written);
console.log(page === written ? `${file} is as it was` : `${file} was written`);
