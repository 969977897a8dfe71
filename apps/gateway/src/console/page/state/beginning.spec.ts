import { beginning } from './beginning';

describe('beginning', () => {
  it('ends with a whole word', () => {
    expect(beginning('once there was a small lighthouse', 12)).toBe('once there');
  });

  it('leaves nothing out where only a little would be', () => {
    expect(beginning('once there was', 12)).toBe('once there was');
  });
});
