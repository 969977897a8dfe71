import { VoxrailError } from '@voxrail/contracts';
import * as fc from 'fast-check';

import { describeError } from './describe-error';

describe('describeError', () => {
  it('says of our own error its type, code, message, stack and cause', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4222'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
      errno: -111,
    });
    expect(describeError(new VoxrailError('capacity', 'the gateway is full', { cause }))).toEqual({
      type: 'VoxrailError',
      code: 'capacity',
      message: 'the gateway is full',
      stack: expect.arrayContaining([expect.stringMatching(/^at .*:\d+:\d+\)?$/)]) as string[],
      cause: {
        type: 'Error',
        code: 'ECONNREFUSED',
        message: 'connect ECONNREFUSED 127.0.0.1:4222',
        stack: expect.any(Array) as string[],
      },
    });
  });

  it('does not repeat the text that a JSON parser choked on', () => {
    try {
      JSON.parse('{"text": my secret words}');
    } catch (error) {
      expect(describeError(error)).toMatchObject({ type: 'SyntaxError' });
      expect(JSON.stringify(describeError(error))).not.toContain('secret');
    }
  });

  it('does not repeat an argument that Node did not like', () => {
    try {
      Buffer.alloc('my secret words' as unknown as number);
    } catch (error) {
      expect(describeError(error)).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
      expect(JSON.stringify(describeError(error))).not.toContain('secret');
    }
  });

  it('does not repeat a string that was thrown', () => {
    expect(describeError('my secret words')).toEqual({ type: 'string' });
  });

  it('does not follow causes for ever', () => {
    const looped = new Error('looped');
    looped.cause = looped;
    expect(JSON.stringify(describeError(looped)).match(/"cause"/g)).toHaveLength(4);
  });

  it('repeats no message, name or code of an error that is not ours, whatever is in them', () => {
    const line = fc.oneof(
      fc.string({ minLength: 12 }),
      fc.constant('    at the station (platform:9:3)'),
      fc.constant('at the corner'),
    );
    const text = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, text, (message, name, code) => {
        const error = Object.assign(new Error(`<${message}>`), { name: `<${name}>`, code });
        const { stack, ...rest } = describeError(error);
        expect(rest).toEqual({ type: 'Error', ...('code' in rest ? { code } : {}) });
        expect(rest.code ?? '').toMatch(/^[\w.-]{0,64}$/);
        expect(stack?.[0]).toContain(__filename);
        expect(stack?.join()).not.toMatch(/station|corner/);
      }),
    );
  });
});
