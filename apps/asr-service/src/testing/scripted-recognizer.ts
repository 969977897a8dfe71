import type { Recognition, RecognizeAudio, SequenceRequest } from '../recognizer/recognition';
import { RecognizerError } from '../recognizer/recognizer-error';

/** What becomes of a request. */
export type Answer = 'answers' | 'fails' | 'is busy';

/** What a recognizer makes of `samples` of audio: all of it tells how many they were. */
export function recognitionOf(samples: number): Recognition {
  const word = { word: String(samples), startMs: 0, endMs: samples, confidence: 1 / samples };
  return { text: String(samples), confidence: 1 / samples, words: [word] };
}

function isEndOnly({ end, decode }: SequenceRequest): boolean {
  return end && decode === 'no';
}

/** A recognizer whose text is the number of samples it heard; it fails, or keeps others waiting, when told to. */
export class ScriptedRecognizer {
  public readonly requests: SequenceRequest[] = [];
  /** Live sequences with the samples they heard. */
  public readonly sequences = new Map<string, number>();
  /** What happens to the next requests, but for those that only end a sequence; afterwards they succeed. */
  public script: Answer[] = [];
  public recognitionOf = recognitionOf;
  private readonly held: (() => void)[] = [];

  /** @param isHeld a request is answered only once it is released. */
  public constructor(public isHeld = false) {}

  public get live(): number {
    return this.sequences.size;
  }

  /** Lets the oldest request that is held be answered. */
  public release(): void {
    this.held.shift()?.();
  }

  /** From now on nothing is held. */
  public releaseAll(): void {
    this.isHeld = false;
    for (const answer of this.held.splice(0)) answer();
  }

  public readonly recognize: RecognizeAudio = async (request) => {
    this.requests.push({ ...request, audio: request.audio.slice() });
    if (this.isHeld) await new Promise<void>((resolve) => this.held.push(resolve));
    const outcome = isEndOnly(request) ? 'answers' : (this.script.shift() ?? 'answers');
    if (outcome === 'is busy') throw new RecognizerError('capacity', 'busy');
    if (outcome === 'fails') throw new Error('broken');
    const before = request.start ? 0 : this.sequences.get(request.sequenceId);
    if (before === undefined) throw new Error('must specify the START flag');
    const heard = before + request.audio.length;
    if (request.end) this.sequences.delete(request.sequenceId);
    else this.sequences.set(request.sequenceId, heard);
    return request.decode === 'no' ? null : this.recognitionOf(heard);
  };
}
