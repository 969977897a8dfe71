import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { WaveFile } from 'wavefile';

import { AudioFileError } from './audio-file-error';
import { int16ToBytes } from './pcm';
import { readWav, writeWav } from './wav-file';

describe('audio files', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxrail-audio-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function save(name: string, bytes: Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  function encode(channels: number, depth: string, samples: readonly number[]): Uint8Array {
    const wave = new WaveFile();
    wave.fromScratch(channels, 8_000, depth, samples);
    return wave.toBuffer();
  }

  it('are read as they were written', () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768);
    const path = join(folder, 'written.wav');
    writeWav(path, samples, 22_050);
    expect(readWav(path)).toEqual({ sampleRateHz: 22_050, samples });
  });

  it('without a header are 16 kHz PCM16', () => {
    const samples = Int16Array.of(5, -6, 7);
    const path = save('headerless.raw', int16ToBytes(samples));
    expect(readWav(path)).toEqual({ sampleRateHz: 16_000, samples });
  });

  it('of several channels are averaged to one', () => {
    const path = save('stereo.wav', encode(2, '16', [100, 300, -50, 50]));
    expect([...readWav(path).samples]).toEqual([200, 0]);
  });

  it('of other bit depths become 16-bit samples of the same loudness', () => {
    const path = save('float.wav', encode(1, '32f', [0.5, -0.5]));
    const [first = 0, second = 0] = readWav(path).samples;
    expect(Math.abs(first - 16_384)).toBeLessThanOrEqual(1);
    expect(Math.abs(second + 16_384)).toBeLessThanOrEqual(1);
  });

  it.each(['8a', '8m', '4'])('in the companded format %s are decoded', (depth) => {
    const wave = new WaveFile();
    const loud = Array.from({ length: 505 }, (_, i) => Math.round(8_000 * Math.sin(i / 8)));
    wave.fromScratch(1, 8_000, '16', loud);
    if (depth === '8a') wave.toALaw();
    else if (depth === '8m') wave.toMuLaw();
    else wave.toIMAADPCM();
    const { samples } = readWav(save(`companded-${depth}.wav`, wave.toBuffer()));
    const error = loud.map((value, i) => Math.abs(value - (samples[i] ?? 0)));
    expect(error.slice(100).reduce((a, b) => Math.max(a, b))).toBeLessThan(1_600);
  });

  it.each([
    ['not_audio', 'text.wav', Buffer.from('no audio at all')],
    ['empty', 'empty.raw', Buffer.alloc(0)],
  ])('that cannot be used are refused as %s', (code, name, bytes) => {
    const path = save(name, bytes);
    expect(() => readWav(path)).toThrow(expect.objectContaining({ code }) as AudioFileError);
  });

  it('that are not there are refused as unreadable, with the cause', () => {
    expect(() => readWav(join(folder, 'missing.wav'))).toThrow(AudioFileError);
  });
});
