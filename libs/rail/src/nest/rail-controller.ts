import type { Type } from '@nestjs/common';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';

import type {
  ClaimReply,
  LeaseReply,
  OfferReply,
  RailName,
  ReleaseReply,
} from '@voxrail/contracts';
import {
  ClaimRequest,
  LeaseRequest,
  ReleaseRequest,
  claimSubject,
  offerSubject,
  workerSubject,
} from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';

import { ClaimRefused } from '../claims/claim-refused';
import { SessionRegistry } from '../claims/session-registry';
import type { RailSessionFactory } from '../rail-session';
import { readControlRequest } from './control-request';
import { RAIL_SESSION_FACTORY } from './rail-session-factory';

/**
 * The control handlers of one worker. A class of its own for each worker, because Nest reads the
 * subjects from decorators and the worker's id stands in them.
 */
export function createRailController(rail: RailName, workerId: string): Type {
  @Controller()
  class RailController {
    public constructor(
      @Inject(SessionRegistry) private readonly registry: SessionRegistry,
      @Inject(RAIL_SESSION_FACTORY) private readonly factory: RailSessionFactory,
      @Inject(LOGGER) private readonly logger: Logger,
    ) {}

    @MessagePattern(claimSubject(rail), { queue: rail })
    public async claimFromAny(@Payload() data: unknown): Promise<ClaimReply> {
      return this.claim(data);
    }

    @MessagePattern(offerSubject(rail), { queue: rail })
    public async offer(): Promise<OfferReply> {
      return (await this.factory.offer?.()) ?? { models: [] };
    }

    @MessagePattern(workerSubject(workerId, 'claim'))
    public async claimDirectly(@Payload() data: unknown): Promise<ClaimReply> {
      return this.claim(data);
    }

    @MessagePattern(workerSubject(workerId, 'lease'))
    public lease(@Payload() data: unknown): LeaseReply {
      return this.registry.lease(readControlRequest(LeaseRequest, data));
    }

    @MessagePattern(workerSubject(workerId, 'release'))
    public release(@Payload() data: unknown): ReleaseReply {
      return this.registry.release(readControlRequest(ReleaseRequest, data));
    }

    private async claim(data: unknown): Promise<ClaimReply> {
      const request = readControlRequest(ClaimRequest, data);
      try {
        return await this.registry.claim(request);
      } catch (err) {
        const code = err instanceof ClaimRefused ? err.code : 'internal';
        this.logger.warn('a claim failed', { sid: request.sid, code, err });
        throw new RpcException({ code, message: 'the claim could not be carried out' });
      }
    }
  }
  return RailController;
}
