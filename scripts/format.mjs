// npm run format: biome and clang-format rewrite what they can.
import { packageCommand, root } from './lib/paths.mjs';
import { CommandError, main, run } from './lib/run.mjs';
import { lintFormat } from './lint/format-c.mjs';

await main(() => {
  const { problems } = lintFormat({ fix: true });
  if (problems.length > 0) throw new CommandError(problems.join('\n'), 1);
  run(process.execPath, [packageCommand('@biomejs/biome', 'biome'), 'check', '--write'], { cwd: root });
});
