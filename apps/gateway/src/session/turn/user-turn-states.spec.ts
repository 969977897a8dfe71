import { tableDefects } from '../state-machine/table-defects';
import { USER_TURN_STATES } from './user-turn-states';

describe('the states of a turn that a person begins', () => {
  it('can all be reached, all end, and all have a deadline that is not ignored', () => {
    expect(tableDefects(USER_TURN_STATES, 'begun')).toEqual([]);
  });
});
