import type { ServerResponse } from 'node:http';

import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Inject } from '@nestjs/common';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';

import { answerTo } from './error-answer';

/** Answers every HTTP request that failed, whatever the path. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  public constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  public catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const { status, body, retryAfterS } = answerTo(error, this.logger);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (retryAfterS !== null) response.setHeader('Retry-After', retryAfterS);
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(JSON.stringify(body));
  }
}
