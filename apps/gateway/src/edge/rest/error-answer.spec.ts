import { BadRequestException, NotFoundException } from '@nestjs/common';
import type { ErrorCode } from '@voxrail/contracts';
import { ERROR_TRAITS, VoxrailError } from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';

import { answerTo } from './error-answer';

const logger = createLogger('gateway', { level: 'silent' });

describe('the answer to a request that failed', () => {
  it.each(Object.keys(ERROR_TRAITS) as ErrorCode[])('has the status of %s', (code) => {
    const { status, body } = answerTo(new VoxrailError(code, 'why'), logger);
    expect(body).toEqual({ error: { code, message: 'why' } });
    expect(status).toBe(ERROR_TRAITS[code].httpStatus ?? 500);
  });

  it('says when to try again, where the protocol says so', () => {
    const retries = (Object.keys(ERROR_TRAITS) as ErrorCode[]).filter(
      (code) => answerTo(new VoxrailError(code, ''), logger).retryAfterS !== null,
    );
    expect(retries).toEqual(['rate_limited', 'capacity']);
  });

  it('repeats nothing of a request that could not be read', () => {
    const words = 'Unexpected token s in JSON: my secret';
    const { status, body } = answerTo(new BadRequestException(words), logger);
    expect([status, body.error.code]).toEqual([400, 'bad_request']);
    expect(JSON.stringify(body)).not.toContain('secret');
    const large = Object.assign(new Error(words), { status: 413, type: 'entity.too.large' });
    expect(answerTo(large, logger)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request', message: 'the body is too large' } },
    });
  });

  it('says of a path that is not there that it is not there', () => {
    expect(answerTo(new NotFoundException('Cannot GET /v1/x'), logger)).toEqual({
      status: 404,
      body: { error: { code: 'not_found', message: 'there is no such path' } },
      retryAfterS: null,
    });
  });

  it.each([new Error('the password is 1234'), 'thrown text', undefined])(
    'shows a defect by an id only: %p',
    (thrown) => {
      const { status, body } = answerTo(thrown, logger);
      expect(status).toBe(500);
      expect(body.error.code).toBe('internal');
      expect(body.error.message).toMatch(/^internal error [0-9a-f-]{36}$/);
    },
  );
});
