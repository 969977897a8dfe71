import { readAudio } from './audio-message';

describe('reading an audio message', () => {
  it('takes PCM16 of up to 32,768 bytes as it came', () => {
    const audio = new Uint8Array(32_768);
    expect(readAudio(audio)).toBe(audio);
  });

  it.each([
    ['text', 'audio_invalid', 'hello'],
    ['nothing', 'audio_invalid', undefined],
    ['an object', 'audio_invalid', { 0: 1 }],
    ['an empty message', 'audio_invalid', new Uint8Array(0)],
    ['half a sample', 'audio_invalid', new Uint8Array(641)],
    ['too much', 'audio_too_large', new Uint8Array(32_770)],
  ])('refuses %s', (_what, code, sent) => {
    expect(() => readAudio(sent)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
