import { DEFAULT_SESSION_CONFIG } from '@voxrail/contracts';

import { applyGrants } from './session-grants';
import { refusalOf } from './testing/refusal-of';

const TOOL = { name: 'look_up', description: 'Looks up', parameters: {} };
const WITH_TOOL = { ...DEFAULT_SESSION_CONFIG, tools: [TOOL] };

describe('the grants of a session', () => {
  it('leave a configuration within them as it is', () => {
    const grants = { tools: ['look_up'], maxDurationS: 3_600, owner: 'key-1' };
    expect(applyGrants(WITH_TOOL, grants)).toBe(WITH_TOOL);
    expect(applyGrants(WITH_TOOL, { ...grants, tools: null })).toBe(WITH_TOOL);
  });

  it('refuse a tool that is not among them', () => {
    const grants = { tools: ['book'], maxDurationS: null, owner: 'key-1' };
    expect(refusalOf(() => applyGrants(WITH_TOOL, grants))).toBe('forbidden');
  });

  it('shorten a session that would last longer', () => {
    const grants = { tools: null, maxDurationS: 60, owner: 'key-1' };
    expect(applyGrants(WITH_TOOL, grants).limits).toEqual({ max_duration_s: 60, idle_s: 300 });
  });
});
