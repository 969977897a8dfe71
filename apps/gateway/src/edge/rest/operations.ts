import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { SessionConfigDto } from '@voxrail/contracts';

import type { DtoClass } from './class-schemas';
import { schemaReference } from './class-schemas';
import { AcceptedDto, CreatedSessionDto, ErrorDto, SessionStatusDto } from './rest.dto';
import { ToolResultDto } from './tool-result.dto';

/** Names of the ways to say who one is, as the document lists them. */
export const SECURITY = {
  apiKey: 'api_key',
  account: 'account_token',
  session: 'session_token',
} as const;

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which it makes sense to try again',
    schema: { type: 'integer' as const, minimum: 1 },
  },
};

function answers(status: number, description: string, type: DtoClass): MethodDecorator {
  return ApiResponse({ status, description, content: json(type) });
}

function json(type: DtoClass): Record<string, { schema: { $ref: string } }> {
  return { 'application/json': { schema: schemaReference(type) } };
}

/** The answers that any call may get. */
function refusals(): MethodDecorator {
  return applyDecorators(
    answers(400, 'bad_request', ErrorDto),
    answers(401, 'unauthorized, session_expired', ErrorDto),
    answers(403, 'forbidden', ErrorDto),
    answers(500, 'internal', ErrorDto),
  );
}

/** The answers of a call about one session, and what it takes. */
function aboutSession(notFound: string): MethodDecorator {
  return applyDecorators(
    ApiSecurity(SECURITY.session),
    ApiParam({ name: 'id', description: 'The session', schema: { type: 'string' } }),
    refusals(),
    answers(404, notFound, ErrorDto),
  );
}

export function CreateSession(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'createSession',
      summary: 'Make a session, which ends when nobody opens its stream within 60 s',
      description:
        'Takes an API key or an account token; in development mode, from the same machine, nothing.',
    }),
    ApiSecurity(SECURITY.apiKey),
    ApiSecurity(SECURITY.account),
    ApiBody({ required: false, schema: schemaReference(SessionConfigDto) }),
    answers(201, 'The session, and the token that opens it', CreatedSessionDto),
    refusals(),
    ApiResponse({
      status: 429,
      description: 'rate_limited',
      headers: RETRY_AFTER,
      content: json(ErrorDto),
    }),
    ApiResponse({
      status: 503,
      description: 'capacity, rail_unavailable',
      headers: RETRY_AFTER,
      content: json(ErrorDto),
    }),
  );
}

export function SessionStatusOperation(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'sessionStatus', summary: 'What a session is doing' }),
    aboutSession('session_not_found'),
    answers(200, 'Its state', SessionStatusDto),
  );
}

export function ToolResult(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'toolResult', summary: 'Say what a tool call has come to' }),
    aboutSession('session_not_found, tool_request_not_found'),
    ApiBody({ schema: schemaReference(ToolResultDto) }),
    answers(202, 'The agent goes on with it', AcceptedDto),
    answers(409, 'conflict', ErrorDto),
  );
}

export function DeleteSession(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'deleteSession', summary: 'End a session' }),
    aboutSession('session_not_found'),
    ApiResponse({ status: 204, description: 'It has ended; a connected client is told' }),
  );
}
