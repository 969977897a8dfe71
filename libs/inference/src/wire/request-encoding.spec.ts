import fc from 'fast-check';

import { fp32Tensor } from '../tensor/tensor-builders';
import type { WireInferRequest } from './messages';
import { encodeRequest, encodeStreamRequest } from './request-encoding';
import { loadInferenceService } from './service';

/** Through the wire: what the server's end would read. */
function received(request: WireInferRequest): WireInferRequest {
  const { requestSerialize, requestDeserialize } = loadInferenceService().ModelInfer;
  return requestDeserialize(requestSerialize(request));
}

describe('encodeRequest', () => {
  it('sends tensors as raw bytes in the order of the inputs', () => {
    fc.assert(
      fc.property(fc.array(fc.float32Array(), { minLength: 1, maxLength: 4 }), (arrays) => {
        const inputs = arrays.map((values, index) => fp32Tensor(`I${index}`, values));
        const wire = received(encodeRequest({ model: 'm', inputs }));
        expect(wire.inputs?.map((input) => input.name)).toEqual(inputs.map((input) => input.name));
        expect(wire.raw_input_contents?.map((raw) => [...raw])).toEqual(
          inputs.map((input) => [...input.data]),
        );
      }),
    );
  });

  it('gives each parameter the field of its type', () => {
    const wire = received(
      encodeRequest({
        model: 'm',
        inputs: [],
        parameters: { flag: false, count: -3, ratio: 0.5, text: '' },
      }),
    );
    expect(wire.parameters).toEqual({
      flag: { parameter_choice: 'bool_param', bool_param: false },
      count: { parameter_choice: 'int64_param', int64_param: '-3' },
      ratio: { parameter_choice: 'double_param', double_param: 0.5 },
      text: { parameter_choice: 'string_param', string_param: '' },
    });
  });

  it('places a request in its sequence by a string id', () => {
    const sequence = { id: 'u-7', start: true, end: false };
    const { parameters } = encodeRequest({ model: 'm', inputs: [], sequence });
    expect(parameters).toEqual({
      sequence_id: { string_param: 'u-7' },
      sequence_start: { bool_param: true },
      sequence_end: { bool_param: false },
    });
  });

  it('asks for the empty final response on streams', () => {
    const { id, parameters } = encodeStreamRequest({ model: 'm', inputs: [] }, 'r-1');
    expect(id).toBe('r-1');
    expect(parameters).toEqual({ triton_enable_empty_final_response: { bool_param: true } });
  });
});
