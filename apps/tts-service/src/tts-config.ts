import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

import type { SpeechModel } from './synthesis/voice-route';
import { SPEECH_MODELS } from './synthesis/voice-route';

const ADDRESS = /^[^\s:]+:\d{1,5}$/;

/** Settings of tts-service, as `VOXRAIL_…` variables. */
export class TtsConfig {
  /** Sessions at a time. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  public capacity = 64;

  /** `host:port` of the inference server. */
  @Matches(ADDRESS)
  public tritonAddress = '127.0.0.1:8001';

  /** The one that serves the speech models, where it is another. */
  @IsOptional()
  @Matches(ADDRESS)
  public tritonAddressTts?: string;

  /** Model of voices that do not name one. */
  @IsIn(SPEECH_MODELS)
  public ttsModel: SpeechModel = 'chatterbox';
}
