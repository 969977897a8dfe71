import { mergeSessionConfig } from './merge-session-config';
import { DEFAULT_SESSION_CONFIG } from './session-config';

describe('mergeSessionConfig', () => {
  it('leaves the neighbours of a changed nested field alone', () => {
    const merged = mergeSessionConfig(DEFAULT_SESSION_CONFIG, {
      turn_detection: { silence_ms: 800 },
    });
    expect(merged.turn_detection).toEqual({
      ...DEFAULT_SESSION_CONFIG.turn_detection,
      silence_ms: 800,
    });
    expect(merged.generation).toBe(DEFAULT_SESSION_CONFIG.generation);
  });

  it('replaces lists and metadata as a whole', () => {
    const tool = { name: 'a', description: '', parameters: {} };
    const base = mergeSessionConfig(DEFAULT_SESSION_CONFIG, { tools: [tool], metadata: { a: 1 } });
    const merged = mergeSessionConfig(base, { tools: [], metadata: { b: 2 } });
    expect(merged.tools).toEqual([]);
    expect(merged.metadata).toEqual({ b: 2 });
  });

  it('takes a field that is present but undefined as not named', () => {
    expect(mergeSessionConfig(DEFAULT_SESSION_CONFIG, { voice: undefined } as object).voice).toBe(
      'default',
    );
  });
});
