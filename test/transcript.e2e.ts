import {
  decodeFrame,
  decodePayload,
  DEFAULT_SESSION_CONFIG,
  FrameKind,
  railSubject,
} from '@voxrail/contracts';
import type { ConnectedMessage, TranscriptMessage } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus } from '@voxrail/messaging';
import type { Utterance } from '@voxrail/speech';
import { loadRecordings, synthesize } from '@voxrail/speech';

import { listeningRules } from '../apps/asr-service/src/stream/listening-rules';
import { tailSamples } from '../apps/asr-service/src/stream/utterance-range';
import { listeningConfig } from '../apps/gateway/src/session/listening/listening-config';
import type { Engine } from '../apps/model-server/src/engines/engine';
import { embedded } from '../apps/model-server/src/engines/parakeet-tdt/definition';
import { createEngine } from '../apps/model-server/src/engines/parakeet-tdt/pocketsphinx/pocketsphinx-engine';
import { transcribe } from '../apps/model-server/src/engines/parakeet-tdt/transcribe';
import { until } from '@voxrail/testing';

import { RawClient } from './support/raw-client';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const RATE_HZ = 16_000;
const FRAME_MS = 20;
const FRAME_SAMPLES = (RATE_HZ * FRAME_MS) / 1000;

const TAIL_SAMPLES = tailSamples(listeningRules(listeningConfig(DEFAULT_SESSION_CONFIG)));

/** Which samples of the stream the service has recognized as its first utterance. */
interface Range {
  preroll: number | undefined;
  end: number | undefined;
}

function watchRange(bus: MessageBus, sid: string): Range {
  const range: Range = { preroll: undefined, end: undefined };
  bus.subscribe(railSubject(sid, 'asr', 'out'), (data) => {
    const decoded = decodeFrame(data);
    if (!decoded.ok) return;
    const { frame } = decoded;
    if (frame.kind === FrameKind.ASR_SPEECH_STARTED) {
      const started = decodePayload(FrameKind.ASR_SPEECH_STARTED, frame);
      if (started.ok) range.preroll ??= started.value.prerollSample;
    } else if (frame.kind === FrameKind.ASR_SPEECH_ENDED) {
      const ended = decodePayload(FrameKind.ASR_SPEECH_ENDED, frame);
      if (ended.ok) range.end ??= ended.value.endSample + TAIL_SAMPLES;
    }
  });
  return range;
}

function withSilenceAround(samples: Int16Array): Int16Array {
  const stream = new Int16Array(RATE_HZ + samples.length + 2 * RATE_HZ);
  stream.set(samples, RATE_HZ);
  return stream;
}

async function streamInRealTime(client: RawClient, stream: Int16Array): Promise<void> {
  const startedMs = performance.now();
  for (let sent = 0; sent < stream.length; sent += FRAME_SAMPLES) {
    const frame = stream.slice(sent, sent + FRAME_SAMPLES);
    client.send('audio_chunk', Buffer.from(frame.buffer));
    const aheadMs = (sent * 1000) / RATE_HZ - (performance.now() - startedMs);
    if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
  }
}

describe('recognition through the whole path', () => {
  let stack: RunningStack;
  let bus: MessageBus;
  let engine: Engine;
  let utterances: Utterance[];

  beforeAll(async () => {
    stack = await startStack({ models: 'embedded' });
    bus = await connectMessageBus({ url: `nats://127.0.0.1:${stack.ports.nats}`, name: 'test' });
    engine = await createEngine(embedded.options);
    const recorded = await loadRecordings();
    const spoken = await synthesize('Please turn on the light in the kitchen', 'rms');
    utterances = [...recorded.filter(({ name }) => /goforward|cards-003/.test(name)), spoken];
  }, 90_000);

  afterAll(async () => {
    await engine.close();
    await bus.close();
    await stack.stop();
  });

  it('gives the text that the engine gives when it is fed the same samples directly', async () => {
    for (const { samples } of utterances) {
      const client = await RawClient.open(stack.gatewayUrl);
      const { session_id: sid } = await client.next<ConnectedMessage>('connected');
      const range = watchRange(bus, sid);
      await bus.flush();
      const stream = withSilenceAround(samples);
      await streamInRealTime(client, stream);
      const final = await until(
        () => client.all<TranscriptMessage>('transcript').find(({ is_final }) => is_final),
        20_000,
        'a final transcript',
      );
      await until(() => range.end, 20_000, 'the end of speech');
      const direct = await transcribe(engine, stream.slice(range.preroll, range.end));
      expect(direct.text).not.toBe('');
      expect(final.text).toBe(direct.text);
      client.close();
    }
  }, 120_000);
});
