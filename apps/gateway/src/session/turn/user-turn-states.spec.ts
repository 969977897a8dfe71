import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { drawStates } from '../state-machine/draw-states';
import { tableDefects } from '../state-machine/table-defects';
import { USER_TURN_STATES } from './user-turn-states';

const DOCUMENT = join(__dirname, '../../../../../docs/turn-taking.md');

describe('the states of a turn that a person begins', () => {
  it('can all be reached, all end, and all have a deadline that is not ignored', () => {
    expect(tableDefects(USER_TURN_STATES, 'begun', ['complete'])).toEqual([]);
  });

  it('stand in docs/turn-taking.md as they are (npm run draw-states)', () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    expect(document).toContain(drawStates(USER_TURN_STATES, 'begun'));
  });
});
