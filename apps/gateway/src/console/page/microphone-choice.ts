import type { VoiceCall } from '@voxrail/client/browser';
import {
  explainProblem,
  listMicrophones,
  MicrophoneError,
  onMicrophonesChanged,
} from '@voxrail/client/browser';

import { rememberedMicrophone, rememberMicrophone } from './state/remembered-microphone';
import { MicrophoneView } from './view/microphone-view';

export interface MicrophoneChoiceParts {
  readonly call: () => VoiceCall | undefined;
  /** Tells the person why another microphone could not be had. */
  readonly explain: (text: string) => void;
}

/** Which microphone is listened to: chosen in a call or before one, and remembered for the next. */
export class MicrophoneChoice {
  private readonly view = new MicrophoneView((deviceId) => void this.choose(deviceId));

  public constructor(private readonly parts: MicrophoneChoiceParts) {
    onMicrophonesChanged(() => void this.refresh());
    void this.refresh();
  }

  /** Shows what there is: names are told only once the person has allowed a microphone. */
  public async refresh(): Promise<void> {
    // A browser that tells none has none to choose from.
    const microphones = await listMicrophones().catch(() => []);
    const inUse = this.parts.call()?.microphone?.inUse.deviceId;
    this.view.show(microphones, inUse ?? rememberedMicrophone());
  }

  private async choose(deviceId: string): Promise<void> {
    try {
      await this.parts.call()?.useMicrophone(deviceId);
      rememberMicrophone(deviceId);
    } catch (error) {
      const problem = error instanceof MicrophoneError ? error.problem : 'failed';
      const why = explainProblem(problem, location.origin);
      this.parts.explain(`${why} Until then the one before is used.`);
    }
    await this.refresh();
  }
}
