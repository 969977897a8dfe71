import type { MicrophoneChoice } from '@voxrail/client/browser';

import { byId, element } from './element';

/** The list of microphones; it is not there while the browser tells none by name. */
export class MicrophoneView {
  private readonly field = byId('microphone-field', HTMLElement);
  private readonly list = byId('microphone', HTMLSelectElement);

  public constructor(choose: (deviceId: string) => void) {
    this.list.addEventListener('change', () => {
      choose(this.list.value);
    });
  }

  /** @param inUse the device that is listened to, or will be */
  public show(microphones: readonly MicrophoneChoice[], inUse: string | undefined): void {
    const named = microphones.filter(({ label }) => label !== '');
    this.field.hidden = named.length === 0;
    this.list.replaceChildren(
      ...named.map(({ deviceId, label }) =>
        element('option', { text: label, attributes: { value: deviceId } }),
      ),
    );
    if (named.some(({ deviceId }) => deviceId === inUse)) this.list.value = inUse ?? '';
  }
}
