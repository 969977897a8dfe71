import type { Payload } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import type { EmitListeningEvent, ListeningEventKind } from '../stream/listening-events';

type Told = {
  [K in ListeningEventKind]: { readonly kind: K; readonly payload: Payload<K> };
}[ListeningEventKind];

const NAMES = new Map<number, string>(
  Object.entries(FrameKind).map(([name, kind]) => [kind, name]),
);

/** What was told of a stream, in order. */
export class ToldEvents {
  public readonly told: Told[] = [];

  protected readonly emit: EmitListeningEvent = (kind, _atSample, payload) => {
    this.told.push({ kind, payload } as Told);
  };

  public of<K extends ListeningEventKind>(kind: K): Payload<K>[] {
    return this.told.flatMap((event) => (event.kind === kind ? [event.payload as Payload<K>] : []));
  }

  /** Names of the events without their prefix, partials left out. */
  public get story(): string[] {
    return this.told
      .filter((event) => event.kind !== FrameKind.ASR_PARTIAL)
      .map((event) => NAMES.get(event.kind)?.replace('ASR_', '') ?? '');
  }
}
