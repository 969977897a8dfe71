import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';

import { WaveFile } from 'wavefile';

import { AudioFileError } from './audio-file-error';
import { int16FromBytes } from './pcm';

/** Mono audio of a file. */
export interface Recording {
  readonly sampleRateHz: number;
  readonly samples: Int16Array;
}

/** Headerless files are taken for what speech corpora keep in them: PCM16 little-endian at 16 kHz. */
const RAW_SAMPLE_RATE_HZ = 16_000;

/**
 * Reads a WAV file of any bit depth (ADPCM, A-law and µ-law included), or a headerless `.raw` file
 * of 16 kHz PCM16. Several channels are averaged to one.
 *
 * @throws AudioFileError where there is no such file, no audio in it, or no sample.
 */
export function readWav(path: string): Recording {
  const bytes = readBytes(path);
  const recording =
    extname(path).toLowerCase() === '.raw'
      ? { sampleRateHz: RAW_SAMPLE_RATE_HZ, samples: int16FromBytes(bytes) }
      : decodeWav(path, bytes);
  if (recording.samples.length === 0) throw new AudioFileError('empty', path);
  return recording;
}

/** Writes mono PCM16. Audio of callers is never written: this is for what a person asked to keep. */
export function writeWav(path: string, samples: Int16Array, sampleRateHz: number): void {
  const wave = new WaveFile();
  wave.fromScratch(1, sampleRateHz, '16', samples);
  writeFileSync(path, wave.toBuffer());
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AudioFileError('unreadable', path, { cause });
  }
}

function decodeWav(path: string, bytes: Uint8Array): Recording {
  try {
    const wave = new WaveFile();
    wave.fromBuffer(bytes);
    toPcm16(wave);
    const format = wave.fmt as { readonly sampleRate: number; readonly numChannels: number };
    const interleaved = wave.getSamples(true, Int16Array) as unknown as Int16Array;
    return {
      sampleRateHz: format.sampleRate,
      samples: downmix(interleaved, format.numChannels),
    };
  } catch (cause) {
    throw new AudioFileError('not_audio', path, { cause });
  }
}

function toPcm16(wave: WaveFile): void {
  switch (wave.bitDepth) {
    case '4':
      wave.fromIMAADPCM();
      return;
    case '8a':
      wave.fromALaw();
      return;
    case '8m':
      wave.fromMuLaw();
      return;
    case '16':
      return;
    default:
      wave.toBitDepth('16');
  }
}

function downmix(interleaved: Int16Array, channels: number): Int16Array {
  if (channels === 1) return interleaved;
  const mono = new Int16Array(Math.floor(interleaved.length / channels));
  for (let i = 0; i < mono.length; i += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1) sum += interleaved[i * channels + c] ?? 0;
    mono[i] = Math.round(sum / channels);
  }
  return mono;
}
