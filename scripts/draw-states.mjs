import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { build } from './setup/build.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { runProgram } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';

const DOCUMENT = join(projectRoot, 'docs', 'turn-taking.md');
const DIAGRAMS = /(?<=<!-- drawn by npm run draw-states -->\n\n```mermaid\n)[^`]*(?=\n```)/g;

/** Draws the states of a turn into docs/turn-taking.md, from the tables that the gateway runs on. */
await runProgram(async () => {
  await installNpmPackages(projectRoot);
  await build(projectRoot);
  const session = join(projectRoot, 'dist', 'apps', 'gateway', 'src', 'session');
  const require = createRequire(import.meta.url);
  const { drawStates } = require(join(session, 'state-machine', 'draw-states.js'));
  const { USER_TURN_STATES } = require(join(session, 'turn', 'user-turn-states.js'));
  const { ANSWER_STATES } = require(join(session, 'answer', 'answer-states.js'));
  // In the order in which they stand in the document.
  const drawings = [USER_TURN_STATES, ANSWER_STATES].map((table) => drawStates(table, 'begun'));
  const document = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(
    DOCUMENT,
    document.replace(DIAGRAMS, () => drawings.shift()),
  );
});
