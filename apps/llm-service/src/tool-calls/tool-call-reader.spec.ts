import { readToolCall } from './tool-call-reader';

const OFFERED = new Set(['get_weather']);

describe('readToolCall', () => {
  it('reads name and arguments', () => {
    const body = '\n{"name": "get_weather", "arguments": {"location": "Paris"}}\n';
    expect(readToolCall(body, OFFERED)).toEqual({
      name: 'get_weather',
      arguments: { location: 'Paris' },
    });
  });

  it('takes missing arguments for none', () => {
    expect(readToolCall('{"name": "get_weather"}', OFFERED)).toEqual({
      name: 'get_weather',
      arguments: {},
    });
  });

  it('reads arguments that are written as a string of JSON', () => {
    const body = '{"name": "get_weather", "arguments": "{\\"location\\": \\"Rome\\"}"}';
    expect(readToolCall(body, OFFERED).arguments).toEqual({ location: 'Rome' });
  });

  it.each([
    ['{"name": "get_weather", "argu', 'the call is not a JSON object'],
    ['[]', 'the call is not a JSON object'],
    ['{"arguments": {}}', 'the call has no name'],
    ['{"name": "get_weather", "arguments": [1]}', 'the arguments are not a JSON object'],
    ['{"name": "get_weather", "arguments": "soon"}', 'the arguments are not a JSON object'],
  ])('names the defect of %s', (body, defect) => {
    expect(readToolCall(body, OFFERED)).toMatchObject({ arguments: {}, defect });
  });

  it('does not let the model call a tool that this session was not given', () => {
    expect(readToolCall('{"name": "delete_all", "arguments": {}}', OFFERED)).toEqual({
      name: 'delete_all',
      arguments: {},
      defect: 'no tool of this name is available',
    });
  });
});
