import { SegmentBoundary } from './segment-boundary';

const SPEECH = 12;
const PAUSE = -20;

function endAfter(loudness: (frame: number) => number): number {
  const boundary = new SegmentBoundary();
  for (let frame = 1; ; frame += 1) {
    if (boundary.endsAfter(loudness(frame))) return frame;
  }
}

describe('SegmentBoundary', () => {
  it('ends a segment at the first pause after ten seconds', () => {
    expect(
      endAfter((frame) => ((frame > 500 && frame < 700) || frame > 1_200 ? PAUSE : SPEECH)),
    ).toBe(1_220);
  });

  it('does not take the gaps between words for a pause', () => {
    expect(endAfter((frame) => (frame % 30 < 19 ? PAUSE : SPEECH))).toBe(2_000);
  });
});
