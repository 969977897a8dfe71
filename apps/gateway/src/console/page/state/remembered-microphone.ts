const KEY = 'voxrail.microphone';

/** The device that the person chose last on this machine, which may be gone by now. */
export function rememberedMicrophone(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    // A browser that keeps nothing for this page: the choice holds until it is closed.
    return undefined;
  }
}

export function rememberMicrophone(deviceId: string): void {
  try {
    localStorage.setItem(KEY, deviceId);
  } catch {
    // As above.
  }
}
