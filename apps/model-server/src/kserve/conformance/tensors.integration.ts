import type { WireInferRequest } from '@voxrail/inference';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { EMPTY_FINAL, echoRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
});

afterAll(() => target.close());

describe('tensors (unary)', () => {
  it('answers in raw bytes, in the order of the outputs, with the request’s id and the model’s version', async () => {
    const { status, response } = await target.raw.infer(echoRequest([1.5, -2], { id: 'q1' }));
    expect(status).toEqual({ code: 'OK', details: '' });
    expect(response).toMatchObject({
      model_name: 'echo',
      model_version: '1',
      id: 'q1',
      outputs: [{ name: 'NUMBERS_OUT', datatype: 'FP32', shape: ['2'], contents: null }],
    });
    const bytes = Buffer.from(response?.raw_output_contents?.[0] ?? []);
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([1.5, -2]);
  });

  it('takes typed contents as well as raw bytes', async () => {
    const { response } = await target.raw.infer({
      model_name: 'echo',
      inputs: [
        {
          name: 'NUMBERS',
          datatype: 'FP32',
          shape: [2],
          contents: { fp32_contents: [0.5, 4] },
        },
        { name: 'PAIR', datatype: 'INT64', shape: [2], contents: { int64_contents: ['-1', '7'] } },
        { name: 'SAMPLES', datatype: 'INT16', shape: [1], contents: { int_contents: [-300] } },
        { name: 'FLAGS', datatype: 'BOOL', shape: [2], contents: { bool_contents: [true, false] } },
        {
          name: 'TEXTS',
          datatype: 'BYTES',
          shape: [1],
          contents: { bytes_contents: [Buffer.from('é')] },
        },
      ],
    });
    const hex = response?.raw_output_contents?.map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(hex).toEqual([
      '0000003f00008040',
      'ffffffffffffffff0700000000000000',
      'd4fe',
      '0100',
      '02000000c3a9',
    ]);
  });

  it('gives only the outputs that were asked for', async () => {
    const request = echoRequest([1], {
      inputs: [
        { name: 'NUMBERS', datatype: 'FP32', shape: [1] },
        { name: 'FLAGS', datatype: 'BOOL', shape: [1] },
      ],
      raw_input_contents: [new Uint8Array(4), Uint8Array.of(1)],
      outputs: [{ name: 'FLAGS_OUT' }],
    });
    const { response } = await target.raw.infer(request);
    expect(response?.outputs?.map((output) => output.name)).toEqual(['FLAGS_OUT']);
    expect(response?.raw_output_contents).toHaveLength(1);
  });

  const refused: [string, WireInferRequest, string, string][] = [
    [
      'an unknown model',
      echoRequest([1], { model_name: 'nothing' }),
      'NOT_FOUND',
      "unknown model: 'nothing'",
    ],
    ['an unknown version', echoRequest([1], { model_version: '7' }), 'NOT_FOUND', 'unknown model'],
    [
      'a version that is no number',
      echoRequest([1], { model_version: 'new' }),
      'INVALID_ARGUMENT',
      'version',
    ],
    [
      'an unknown input',
      echoRequest([1], { inputs: [{ name: 'WHAT', datatype: 'FP32', shape: [1] }] }),
      'INVALID_ARGUMENT',
      "unexpected inference input 'WHAT'",
    ],
    [
      'a missing input',
      echoRequest([], { inputs: [], raw_input_contents: [] }),
      'INVALID_ARGUMENT',
      "expected number of inputs between 1 and 5 but got 0 inputs for model 'echo'. Got input(s) [], but missing required input(s) ['NUMBERS']",
    ],
    [
      'an unknown output',
      echoRequest([1], { outputs: [{ name: 'WHAT' }] }),
      'INVALID_ARGUMENT',
      "unexpected inference output 'WHAT'",
    ],
    [
      'another type',
      echoRequest([1], { inputs: [{ name: 'NUMBERS', datatype: 'INT32', shape: [1] }] }),
      'INVALID_ARGUMENT',
      "data-type is 'INT32'",
    ],
    [
      'a shape of another rank',
      echoRequest([1], { inputs: [{ name: 'NUMBERS', datatype: 'FP32', shape: [1, 1] }] }),
      'INVALID_ARGUMENT',
      // Triton's words end with a space, which gRPC's client for Node loses with all of the words.
      '',
    ],
    [
      'a dimension that is left open',
      echoRequest([1], { inputs: [{ name: 'NUMBERS', datatype: 'FP32', shape: [-1] }] }),
      'INVALID_ARGUMENT',
      "All input dimensions should be specified for input 'NUMBERS' for model 'echo', got [-1]",
    ],
    [
      'an input twice',
      echoRequest([1], {
        inputs: [
          { name: 'NUMBERS', datatype: 'FP32', shape: [1] },
          { name: 'NUMBERS', datatype: 'FP32', shape: [1] },
        ],
        raw_input_contents: [new Uint8Array(4), new Uint8Array(4)],
      }),
      'INVALID_ARGUMENT',
      "input 'NUMBERS' already exists in request",
    ],
    [
      'bytes that do not fit the shape',
      echoRequest([1, 2], { inputs: [{ name: 'NUMBERS', datatype: 'FP32', shape: [3] }] }),
      'INVALID_ARGUMENT',
      'Expected 12, got 8',
    ],
    [
      'an input without data',
      echoRequest([1], { raw_input_contents: [] }),
      'INVALID_ARGUMENT',
      "unable to find data for input tensor 'NUMBERS'",
    ],
    [
      'contents beside raw bytes',
      echoRequest([1], {
        inputs: [
          { name: 'NUMBERS', datatype: 'FP32', shape: [1], contents: { fp32_contents: [1] } },
        ],
      }),
      'INVALID_ARGUMENT',
      'contents field must not be specified when using raw_input_contents',
    ],
    [
      'contents in the field of another type',
      echoRequest([], {
        inputs: [
          { name: 'NUMBERS', datatype: 'FP32', shape: [1], contents: { int_contents: [1] } },
        ],
        raw_input_contents: [],
      }),
      'INVALID_ARGUMENT',
      'unexpected explicit tensor data',
    ],
  ];

  it.each(refused)('refuses %s', async (_what, request, code, words) => {
    const { status } = await target.raw.infer(request);
    expect(status.code).toBe(code);
    expect(status.details).toContain(words);
  });

  it('says which shape was expected, and which came', async () => {
    const inputs = [{ name: 'NUMBERS', datatype: 'FP32', shape: [1, 1] }];
    const { messages } = await target.raw.converse([echoRequest([1], { inputs })]);
    expect(messages[0]?.error_message).toContain(
      "unexpected shape for input 'NUMBERS' for model 'echo'. Expected [-1], got [1,1]",
    );
  });

  it('takes tensors without elements, and does not mind bytes of no input', async () => {
    const empty = await target.raw.infer(echoRequest([]));
    expect(empty.response?.outputs).toMatchObject([{ name: 'NUMBERS_OUT', shape: ['0'] }]);
    const bytes = [new Uint8Array(4), new Uint8Array(4)];
    const more = await target.raw.infer(echoRequest([1], { raw_input_contents: bytes }));
    expect(more.status.code).toBe('OK');
  });

  it('leaves out an output that the model did not give', async () => {
    const asked = echoRequest([1], { outputs: [{ name: 'FLAGS_OUT' }] });
    const { status, response } = await target.raw.infer(asked);
    expect([status.code, response?.outputs]).toEqual(['OK', []]);
  });

  it('refuses BYTES whose elements are cut short, or are others than the shape says', async () => {
    const withTexts = (shape: number[], texts: Uint8Array): WireInferRequest => ({
      model_name: 'echo',
      inputs: [
        { name: 'NUMBERS', datatype: 'FP32', shape: [0] },
        { name: 'TEXTS', datatype: 'BYTES', shape },
      ],
      raw_input_contents: [new Uint8Array(0), texts],
    });
    const cut = await target.raw.infer(withTexts([1], Uint8Array.of(9, 0, 0, 0, 65)));
    expect(cut.status.code).toBe('INVALID_ARGUMENT');
    const few = await target.raw.infer(withTexts([2], Uint8Array.of(1, 0, 0, 0, 65)));
    expect(few.status.details).toContain('expected 2 string elements');
  });
});

describe('request parameters', () => {
  it('refuses keys that begin with triton_, but one', async () => {
    const parameters = { triton_mine: { bool_param: true } };
    const { status } = await target.raw.infer(echoRequest([1], { parameters }));
    expect(status.code).toBe('INVALID_ARGUMENT');
    expect(status.details).toContain('reserved for Triton usage');
    const allowed = await target.raw.infer(echoRequest([1], { parameters: EMPTY_FINAL }));
    expect(allowed.status.code).toBe('OK');
  });

  it.each([
    ['triton_enable_empty_final_response', { string_param: 'true' }],
    ['sequence_start', { int64_param: 1 }],
    ['sequence_end', { string_param: 'yes' }],
    ['sequence_id', { bool_param: true }],
    ['priority', { string_param: 'high' }],
    ['priority', { int64_param: -1 }],
    ['timeout', { bool_param: true }],
  ])('refuses %s of the wrong type or value', async (name, parameter) => {
    const { status } = await target.raw.infer(
      echoRequest([1], { parameters: { [name]: parameter } }),
    );
    expect(status.code).toBe('INVALID_ARGUMENT');
    expect(status.details).toContain(`'${name}'`);
  });
});
