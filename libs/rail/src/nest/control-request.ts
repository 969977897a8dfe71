import { RpcException } from '@nestjs/microservices';
import type { ClassConstructor } from 'class-transformer';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/**
 * `data` as the contract has it.
 * @throws RpcException `bad_request`, which becomes the answer.
 */
export function readControlRequest<T extends object>(type: ClassConstructor<T>, data: unknown): T {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const request = plainToInstance<T, unknown>(type, data);
    if (validateSync(request, { stopAtFirstError: true }).length === 0) return request;
  }
  throw new RpcException({ code: 'bad_request', message: 'the control request is malformed' });
}
