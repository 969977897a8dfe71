import { SessionConfigDto } from '@voxrail/contracts';
import { Ajv2020 } from 'ajv/dist/2020';

import { readMessage } from '../validation';
import type { DtoClass } from './class-schemas';
import { classSchemas } from './class-schemas';
import { ToolResultDto } from './tool-result.dto';

describe('the schemas of the classes', () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'voxrail', components: { schemas: classSchemas() } });

  function schemaTakes(type: DtoClass, sent: unknown): boolean {
    return ajv.validate({ $ref: `voxrail#/components/schemas/${type.name}` }, sent);
  }

  function gatewayTakes(type: DtoClass, sent: unknown): boolean {
    try {
      readMessage(type, sent);
      return true;
    } catch {
      return false;
    }
  }

  it.each<[DtoClass, unknown, boolean]>([
    [SessionConfigDto, {}, true],
    [SessionConfigDto, { greeting: null }, true],
    [SessionConfigDto, { greeting: 'x'.repeat(4_097) }, false],
    [SessionConfigDto, { voice: null }, false],
    [SessionConfigDto, { voice: 'two words' }, false],
    [SessionConfigDto, { voice: 7 }, false],
    [SessionConfigDto, { modalities: ['text'] }, true],
    [SessionConfigDto, { modalities: ['smell'] }, false],
    [SessionConfigDto, { modalities: [] }, false],
    [SessionConfigDto, { unknown: 1 }, false],
    [SessionConfigDto, { turn_detection: { silence_ms: 300 } }, true],
    [SessionConfigDto, { turn_detection: { silence_ms: 300.5 } }, false],
    [SessionConfigDto, { turn_detection: { silence_ms: 1 } }, false],
    [SessionConfigDto, { turn_detection: { unknown: 1 } }, false],
    [SessionConfigDto, { turn_detection: 1 }, false],
    [SessionConfigDto, { interruption: { mode: 'confirm' } }, true],
    [SessionConfigDto, { tools: [{ name: 'a', description: '', parameters: {} }] }, true],
    [SessionConfigDto, { tools: [{ name: 'a', description: '' }] }, false],
    [SessionConfigDto, { tools: [{ name: '1', description: '', parameters: {} }] }, false],
    [SessionConfigDto, { tools: {} }, false],
    [SessionConfigDto, { metadata: { any: [1, null] } }, true],
    [SessionConfigDto, { metadata: [] }, false],
    [ToolResultDto, { request_id: 'a', result: null }, true],
    [ToolResultDto, { request_id: 'a', result: { any: 1 } }, true],
    [ToolResultDto, { request_id: 'a', error: 'none' }, true],
    [ToolResultDto, { request_id: 'a', error: null }, false],
    [ToolResultDto, { request_id: 'a', event_id: 'e' }, false],
    [ToolResultDto, { result: 1 }, false],
  ])('say of %p with %j what the gateway does', (type, sent, taken) => {
    expect([schemaTakes(type, sent), gatewayTakes(type, sent)]).toEqual([taken, taken]);
  });
});
