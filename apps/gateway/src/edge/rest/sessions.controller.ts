import type { IncomingMessage } from 'node:http';

import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
} from '@nestjs/common';
import { SessionConfigDto } from '@voxrail/contracts';

import { ConnectionManager } from '../../session/connection-manager';
import { SessionCreation } from '../credentials/session-creation';
import { SessionTokens } from '../credentials/session-tokens';
import { readMessage } from '../validation';
import { CreateSession, DeleteSession, SessionStatusOperation, ToolResult } from './operations';
import { RestAccess } from './rest-access';
import { RestSettings } from './rest-settings';
import type { AcceptedDto, CreatedSessionDto, SessionStatusDto } from './rest.dto';
import { streamUrl } from './stream-url';
import { ToolResultDto } from './tool-result.dto';

const CREATED = 201;
const ACCEPTED = 202;
const NO_CONTENT = 204;

/** Sessions over HTTP (protocol section 1). Tokens are in what it answers: nobody on the way keeps a copy. */
@Controller('v1/sessions')
export class SessionsController {
  public constructor(
    @Inject(RestAccess) private readonly access: RestAccess,
    @Inject(SessionCreation) private readonly creation: SessionCreation,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(ConnectionManager) private readonly connections: ConnectionManager,
    @Inject(RestSettings) private readonly settings: RestSettings,
  ) {}

  @Post()
  @CreateSession()
  @HttpCode(CREATED)
  @Header('Cache-Control', 'no-store')
  public async create(
    @Req() request: IncomingMessage,
    @Body() sent: unknown,
  ): Promise<CreatedSessionDto> {
    const account = await this.access.account(request);
    const sid = await this.creation.create(readMessage(SessionConfigDto, sent), account);
    const issued = await this.tokens.issue(sid);
    const stream_url = streamUrl(this.settings.publicUrl, request.headers.host, sid);
    return { session_id: sid, ...issued, stream_url };
  }

  @Get(':id/status')
  @SessionStatusOperation()
  @Header('Cache-Control', 'no-store')
  public async status(
    @Req() request: IncomingMessage,
    @Param('id') sid: string,
  ): Promise<SessionStatusDto> {
    await this.access.session(request, sid);
    return this.connections.status(sid);
  }

  @Post(':id/tools')
  @ToolResult()
  @HttpCode(ACCEPTED)
  @Header('Cache-Control', 'no-store')
  public async toolResult(
    @Req() request: IncomingMessage,
    @Param('id') sid: string,
    @Body() sent: unknown,
  ): Promise<AcceptedDto> {
    await this.access.session(request, sid);
    const { request_id, ...answer } = readMessage(ToolResultDto, sent);
    await this.connections.toolResult(sid, request_id, answer);
    return {};
  }

  @Delete(':id')
  @DeleteSession()
  @HttpCode(NO_CONTENT)
  public async remove(@Req() request: IncomingMessage, @Param('id') sid: string): Promise<void> {
    await this.access.session(request, sid);
    await this.connections.remove(sid);
  }
}
