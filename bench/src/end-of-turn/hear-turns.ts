import { SystemClock } from '@voxrail/clock';
import { InferenceClient } from '@voxrail/inference';
import type { TurnSet } from '@voxrail/speech';
import { FLITE_VOICES, readPausedTurns, synthesizeTurn } from '@voxrail/speech';
import { startService } from '@voxrail/testing';

import type { HeardTurn } from './heard-turn';
import { heardAsMeant } from './heard-turn';
import { TurnRecognizer } from './turn-recognizer';

/** Of the models only the recognizer is needed; synthetic ones cost nothing. */
const MODELS = {
  VOXRAIL_GRPC_PORT: '0',
  VOXRAIL_MODELS: 'synthetic',
  VOXRAIL_MODEL_PARAKEET_TDT: 'embedded',
};

/** Every turn of the set, heard without a mistake. */
export function hearAsMeant({ paused, complete }: TurnSet): HeardTurn[] {
  return readPausedTurns([...paused, ...complete]).map(heardAsMeant);
}

/** Every turn of the set, spoken by the synthetic voices in turn and heard by the recognizer. */
export async function hearAsRecognized(
  { paused, complete }: TurnSet,
  recognizer: TurnRecognizer,
): Promise<HeardTurn[]> {
  const heard: HeardTurn[] = [];
  for (const [index, turn] of readPausedTurns([...paused, ...complete]).entries()) {
    const voice = FLITE_VOICES[index % FLITE_VOICES.length] ?? FLITE_VOICES[0];
    heard.push(await recognizer.hear(await synthesizeTurn(turn, voice), turn));
  }
  return heard;
}

/** Starts a model server of its own and hands its recognizer over for as long as `use` takes. */
export async function withRecognizer<T>(
  use: (recognizer: TurnRecognizer) => Promise<T>,
): Promise<T> {
  const service = await startService('model-server', MODELS);
  try {
    const line = service.log.find(({ msg }) => msg === 'serving inference');
    const client = new InferenceClient({ address: `127.0.0.1:${String(line?.['port'])}` });
    try {
      return await use(new TurnRecognizer(client, new SystemClock()));
    } finally {
      client.close();
    }
  } finally {
    await service.stop();
  }
}
