export interface MicrophoneChoice {
  readonly deviceId: string;
  /** Empty until the person has allowed a microphone on this page once. */
  readonly label: string;
}

/** The microphones of this machine; empty where the browser tells none. */
export async function listMicrophones(): Promise<MicrophoneChoice[]> {
  if (!('mediaDevices' in navigator)) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind }) => kind === 'audioinput')
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

/** Calls `listener` when a device was plugged in or out. Returns what removes it again. */
export function onMicrophonesChanged(listener: () => void): () => void {
  if (!('mediaDevices' in navigator)) return () => undefined;
  const { mediaDevices } = navigator;
  mediaDevices.addEventListener('devicechange', listener);
  return () => {
    mediaDevices.removeEventListener('devicechange', listener);
  };
}
