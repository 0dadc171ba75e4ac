// npm run docs:schemas: the JSON Schemas of records, commands and answers, written to schemas/ from what dist/ checks.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildTypeScript } from './lib/build-steps.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/run.mjs';

await main(() => {
  buildTypeScript({ clean: false });
  const { jsonSchemas } = createRequire(import.meta.url)('../dist/telemetry/json-schemas.js');
  mkdirSync(join(root, 'schemas'), { recursive: true });
  for (const [file, schema] of Object.entries(jsonSchemas()))
    writeFileSync(join(root, 'schemas', file), `${JSON.stringify(schema, null, 2)}\n`);
});
