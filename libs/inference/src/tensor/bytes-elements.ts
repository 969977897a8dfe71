const LENGTH_BYTES = 4;

/** Joins the elements of a BYTES tensor: for each a u32 little-endian length, then its bytes. */
export function encodeBytesElements(elements: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = elements.map((element) =>
    typeof element === 'string' ? Buffer.from(element, 'utf8') : element,
  );
  const total = parts.reduce((sum, part) => sum + LENGTH_BYTES + part.byteLength, 0);
  const joined = Buffer.allocUnsafe(total);
  let position = 0;
  for (const part of parts) {
    position = joined.writeUInt32LE(part.byteLength, position);
    joined.set(part, position);
    position += part.byteLength;
  }
  return joined;
}

/**
 * Splits a BYTES tensor into its elements, which share memory with `data`.
 * Undefined when a length runs past the end or bytes are left over.
 */
export function decodeBytesElements(data: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const elements: Uint8Array[] = [];
  let position = 0;
  while (position < data.byteLength) {
    if (position + LENGTH_BYTES > data.byteLength) return undefined;
    const start = position + LENGTH_BYTES;
    const end = start + view.getUint32(position, true);
    if (end > data.byteLength) return undefined;
    elements.push(data.subarray(start, end));
    position = end;
  }
  return elements;
}
