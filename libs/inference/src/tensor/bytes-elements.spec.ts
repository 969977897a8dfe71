import fc from 'fast-check';

import { decodeBytesElements, encodeBytesElements } from './bytes-elements';

describe('BYTES elements', () => {
  it('survive encoding and decoding, whatever bytes they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (elements) => {
        const decoded = decodeBytesElements(encodeBytesElements(elements));
        expect(decoded?.map((element) => [...element])).toEqual(elements.map((e) => [...e]));
      }),
    );
  });

  it('are refused when any bytes are missing at the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array(), { minLength: 1 }),
        fc.integer({ min: 1, max: 4 }),
        (elements, missing) => {
          const encoded = encodeBytesElements([...elements, Uint8Array.of(1)]);
          expect(decodeBytesElements(encoded.subarray(0, -missing))).toBeUndefined();
        },
      ),
    );
  });

  it('never make the decoder throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const elements = decodeBytesElements(bytes);
        const total = elements?.reduce((sum, element) => sum + 4 + element.byteLength, 0);
        expect([undefined, bytes.byteLength]).toContain(total);
      }),
    );
  });
});
