/** The built worklet, put here by the build of the package; absent where sources are bundled as they are. */
declare const VOXRAIL_CAPTURE_WORKLET: string | undefined;

/**
 * Where the audio thread loads its code from: the file that a page serves itself, or the code that came
 * with this package, as an address of its own.
 * @param served address of `@voxrail/client/capture-worklet.js` on the page's own origin
 */
export function captureWorkletAddress(served: string | undefined): string {
  if (served !== undefined) return served;
  if (typeof VOXRAIL_CAPTURE_WORKLET === 'undefined') {
    throw new Error('give `workletUrl`: this build of the client does not carry its worklet');
  }
  const code = new Blob([VOXRAIL_CAPTURE_WORKLET], { type: 'text/javascript' });
  return URL.createObjectURL(code);
}

/** Frees what `captureWorkletAddress` made, once it has been loaded or could not be. */
export function releaseWorkletAddress(address: string): void {
  if (address.startsWith('blob:')) URL.revokeObjectURL(address);
}
