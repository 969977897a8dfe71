import { isTraceparent } from '@voxrail/contracts';

import { childTraceparent, newTraceparent } from './traceparent';

describe('trace headers', () => {
  it('are valid and differ from each other', () => {
    const headers = Array.from({ length: 100 }, newTraceparent);
    expect(headers.every(isTraceparent)).toBe(true);
    expect(new Set(headers).size).toBe(100);
  });

  it('of a child keep the trace and its flags, with a span of their own', () => {
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const child = childTraceparent(parent);
    expect(isTraceparent(child)).toBe(true);
    expect(child.slice(0, 35)).toBe(parent.slice(0, 35));
    expect(child.slice(36, 52)).not.toBe(parent.slice(36, 52));
    expect(child.slice(52)).toBe('-00');
  });

  it('of a child of something invalid begin a new trace', () => {
    expect(isTraceparent(childTraceparent('00-nonsense'))).toBe(true);
  });
});
