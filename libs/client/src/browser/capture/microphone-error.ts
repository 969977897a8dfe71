/** `worklet`: the capture's code could not be loaded (see `CaptureOptions.workletUrl`). */
export type MicrophoneProblem =
  'insecure' | 'unsupported' | 'refused' | 'missing' | 'busy' | 'worklet' | 'failed';

/** Why there is no microphone. Trying again helps once the person has changed what `problem` names. */
export class MicrophoneError extends Error {
  public override readonly name = 'MicrophoneError';

  public constructor(
    public readonly problem: MicrophoneProblem,
    options?: { readonly cause?: unknown },
  ) {
    super(`no microphone: ${problem}`, options);
  }
}

/** Names that browsers give to what `getUserMedia` rejects with (Media Capture and Streams, section 10.2). */
const PROBLEMS: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export function fromCaptureError(cause: unknown): MicrophoneError {
  if (cause instanceof MicrophoneError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  return new MicrophoneError(PROBLEMS[name] ?? 'failed', { cause });
}

/** What to tell the person: what is wrong and what they can do about it. */
export function explainProblem(problem: MicrophoneProblem, origin: string): string {
  switch (problem) {
    case 'insecure':
      return `Browsers give a page the microphone only over HTTPS or on localhost. This page came from ${origin}. Open it at http://localhost or behind HTTPS to talk.`;
    case 'unsupported':
      return 'This browser cannot capture a microphone with audio worklets. A current Chrome, Edge, Firefox or Safari can.';
    case 'refused':
      return 'The microphone was refused for this page. Allow it in the site settings beside the address, then connect again.';
    case 'missing':
      return 'No microphone was found. Plug one in or choose one in the system settings, then connect again.';
    case 'busy':
      return 'The microphone could not be opened. Another program may be using it; close that and connect again.';
    case 'worklet':
      return 'The page could not load its audio code. Reload the page; if that does not help, its server or its security policy does not let the code through.';
    case 'failed':
      return 'The microphone could not be started. Reload the page and connect again.';
  }
}
