/** The speech models and, for each, the prefix by which a voice names it. */
export const SPEECH_MODELS = ['chatterbox', 'cosyvoice2'] as const;

export type SpeechModel = (typeof SPEECH_MODELS)[number];

export interface VoiceRoute {
  readonly model: SpeechModel;
  /** As the model knows it. */
  readonly voice: string;
}

/**
 * `cosyvoice2-anna` is the voice `anna` of that model, `cosyvoice2` its default voice; any other name
 * is a voice of `defaultModel`.
 */
export function routeVoice(voice: string, defaultModel: SpeechModel): VoiceRoute {
  for (const model of SPEECH_MODELS) {
    if (voice === model) return { model, voice: 'default' };
    if (voice.startsWith(`${model}-`)) return { model, voice: voice.slice(model.length + 1) };
  }
  return { model: defaultModel, voice };
}

/** The names under which `routeVoice` finds the voices of a model. */
export function voiceNames(
  voices: readonly string[],
  model: SpeechModel,
  defaultModel: SpeechModel,
): string[] {
  const short = model === defaultModel ? voices : [];
  return [...short, ...voices.map((voice) => `${model}-${voice}`), model];
}
