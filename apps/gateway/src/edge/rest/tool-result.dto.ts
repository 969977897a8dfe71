import { ToolResponseDto } from '@voxrail/contracts';
import { PickType } from '@nestjs/swagger';

/** Body of `POST /v1/sessions/{id}/tools`: as on the stream, where it may name its event as well. */
export class ToolResultDto extends PickType(ToolResponseDto, ['request_id', 'result', 'error']) {}
