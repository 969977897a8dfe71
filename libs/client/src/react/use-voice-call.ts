import type { VoiceCall, VoiceCallOptions } from '@voxrail/client/browser';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';

import { CallStore } from './call-store';
import type { CallView } from './call-view';

export interface UseVoiceCallOptions extends VoiceCallOptions {
  /** Called with each new call before it connects: add tools and listeners here. */
  readonly prepare?: (call: VoiceCall) => void;
}

export interface VoiceCallControls extends CallView {
  /** The call itself, for all that is not in the view: levels, devices, events. */
  readonly call: VoiceCall | undefined;
  /** Call it in the handler of a click. Never rejects: see `problem`. */
  readonly connect: () => Promise<void>;
  readonly hangUp: () => void;
  readonly setMuted: (muted: boolean) => void;
  /** Nothing is sent while there is no call. */
  readonly sendText: (text: string) => void;
  /** Call it in the handler of a click, where `playbackBlocked`. */
  readonly unblock: () => void;
}

/** One call at a time, ended when the component goes. Options are read when `connect` is called. */
export function useVoiceCall(options: UseVoiceCallOptions): VoiceCallControls {
  const [store] = useState(() => new CallStore());
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(
    () => () => {
      store.hangUp();
    },
    [store],
  );
  const view = useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
  const connect = useCallback(() => {
    const { prepare, ...call } = latest.current;
    return store.connect(call, prepare ?? (() => undefined));
  }, [store]);
  const controls = useMemo(
    () => ({
      connect,
      hangUp: () => {
        store.hangUp();
      },
      setMuted: (muted: boolean) => {
        store.setMuted(muted);
      },
      sendText: (text: string) => {
        if (store.call?.client.connected === true) store.call.text(text);
      },
      unblock: () => {
        void store.call?.unblock();
      },
    }),
    [connect, store],
  );
  return { ...view, ...controls, call: store.call };
}
