const decoder = new TextDecoder('utf-8', { fatal: true });

/** The JSON object in what anyone may have sent, or undefined. */
export function readJsonObject(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(data));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
