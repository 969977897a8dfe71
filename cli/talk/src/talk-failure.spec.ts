import { AudioFileError } from '@voxrail/audio';
import { CallTimeoutError } from '@voxrail/caller';
import { VoxrailClientError } from '@voxrail/client';

import { explainFailure } from './talk-failure';

const URL = 'http://127.0.0.1:3000';

describe('explainFailure', () => {
  it('says how to start a gateway where none answers', () => {
    expect(explainFailure(new VoxrailClientError('unreachable', 'refused'), URL)).toEqual({
      exitCode: 1,
      message: 'no gateway answers at http://127.0.0.1:3000: start one with npm start',
    });
  });

  it('passes on why a gateway refused', () => {
    const refusal = new VoxrailClientError('capacity', 'every asr worker is full');
    expect(explainFailure(refusal, URL)?.message).toContain('every asr worker is full');
  });

  it('tells a file that is no audio from an answer that did not come', () => {
    expect(explainFailure(new AudioFileError('not_audio', 'a.txt'), URL)?.exitCode).toBe(1);
    expect(explainFailure(new CallTimeoutError('the answer', 10), URL)?.exitCode).toBe(2);
  });

  it('does not explain away a defect', () => {
    expect(explainFailure(new TypeError('x is undefined'), URL)).toBeUndefined();
  });
});
