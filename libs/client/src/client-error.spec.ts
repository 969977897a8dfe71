import type { ErrorCode } from '@voxrail/contracts';
import { ERROR_TRAITS } from '@voxrail/contracts';

import { fromConnectError, VoxrailClientError } from './client-error';

describe('VoxrailClientError', () => {
  it.each(Object.keys(ERROR_TRAITS) as ErrorCode[])(
    'says of %s what the protocol says about trying again',
    (code) => {
      expect(new VoxrailClientError(code, '').retryable).toBe(ERROR_TRAITS[code].retryable);
    },
  );

  it('takes the code and message of a refused connection from its data', () => {
    const refusal = Object.assign(new Error('refused'), {
      data: { code: 'capacity', message: 'every asr worker is full' },
    });
    expect(fromConnectError(refusal)).toMatchObject({
      code: 'capacity',
      message: 'every asr worker is full',
      retryable: true,
      cause: refusal,
    });
  });

  it('calls a gateway that does not answer unreachable', () => {
    expect(fromConnectError(new Error('websocket error'))).toMatchObject({
      code: 'unreachable',
      retryable: true,
    });
  });
});
