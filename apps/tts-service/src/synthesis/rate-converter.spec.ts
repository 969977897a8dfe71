import { RateConverter } from './rate-converter';
import { ResamplerPool } from './resampler-pool';

interface Converted {
  readonly converter: RateConverter;
  readonly pcm: number[];
  readonly codes: string[];
  ended: boolean;
}

function convertWith(pool: ResamplerPool): Converted {
  const pcm: number[] = [];
  const codes: string[] = [];
  const converter = new RateConverter(pool, {
    onPcm: (samples) => pcm.push(...samples),
    onEnd: () => (converted.ended = true),
    onFailed: (error) => codes.push(error.code),
  });
  const converted: Converted = { converter, pcm, codes, ended: false };
  return converted;
}

function audio(samples: number, sampleRateHz: number): Parameters<RateConverter['push']>[0] {
  return { samples: new Float32Array(samples).fill(0.25), sampleRateHz };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('RateConverter', () => {
  let pool: ResamplerPool;

  beforeEach(() => {
    pool = new ResamplerPool();
  });

  afterEach(() => {
    pool.close();
  });

  it('passes audio at the output rate through, at once', () => {
    const converted = convertWith(pool);
    converted.converter.push(audio(3, 22_050));
    expect(converted.pcm).toEqual([8_192, 8_192, 8_192]);
    converted.converter.end();
    expect(converted.ended).toBe(true);
    expect(converted.converter.position).toBe(3);
  });

  it('keeps audio in order while its first resampler is loaded', async () => {
    const converted = convertWith(pool);
    converted.converter.push(audio(24_000, 24_000));
    converted.converter.push(audio(24_000, 24_000));
    converted.converter.end();
    expect(converted.pcm).toHaveLength(0);
    expect(converted.converter.position).toBe(44_100);
    await until(() => converted.ended);
    expect(converted.pcm).toHaveLength(44_100);
  });

  it('uses a resampler again, as if it were new, for the next speech', async () => {
    const first = convertWith(pool);
    first.converter.push(audio(4_800, 24_000));
    first.converter.end();
    await until(() => first.ended);
    first.converter.close();
    const second = convertWith(pool);
    second.converter.push(audio(4_800, 24_000));
    second.converter.end();
    expect(second.ended).toBe(true);
    expect(second.pcm).toEqual(first.pcm);
  });

  it('gives nothing once it is closed, also when its resampler comes later', async () => {
    const converted = convertWith(pool);
    converted.converter.push(audio(4_800, 24_000));
    converted.converter.end();
    converted.converter.close();
    converted.converter.close();
    const other = convertWith(pool);
    other.converter.push(audio(4_800, 24_000));
    other.converter.end();
    await until(() => other.ended);
    expect(converted.pcm).toHaveLength(0);
    expect(converted.ended).toBe(false);
  });

  it('fails where the rate changes within a speech', () => {
    const converted = convertWith(pool);
    converted.converter.push(audio(10, 22_050));
    converted.converter.push(audio(10, 24_000));
    expect(converted.codes).toEqual(['model_failed']);
    expect(converted.pcm).toHaveLength(10);
  });
});
