import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { drawStates } from '../state-machine/draw-states';
import { tableDefects } from '../state-machine/table-defects';
import { ANSWER_STATES, WAITS_FOR_OTHERS } from './answer-states';

const DOCUMENT = join(__dirname, '../../../../../docs/turn-taking.md');

describe("the states of the agent's side of a turn", () => {
  it('can all be reached, all end, and all have a deadline that is not ignored', () => {
    expect(tableDefects(ANSWER_STATES, 'begun', WAITS_FOR_OTHERS)).toEqual([]);
  });

  it('stand in docs/turn-taking.md as they are (npm run draw-states)', () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    expect(document).toContain(drawStates(ANSWER_STATES, 'begun'));
  });
});
