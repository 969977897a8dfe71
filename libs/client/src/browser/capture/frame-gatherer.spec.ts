import { FrameGatherer } from './frame-gatherer';

describe('FrameGatherer', () => {
  it('gives frames of one length whatever the blocks, and clips what is too loud', () => {
    const frames: number[][] = [];
    const gatherer = new FrameGatherer(4, (frame) => frames.push([...frame]));
    gatherer.push(Float32Array.of(0, 1, -1));
    gatherer.push(Float32Array.of(2, 0.5, 0, 0, 0, 0));
    expect(frames).toEqual([
      [0, 32_767, -32_767, 32_767],
      [16_384, 0, 0, 0],
    ]);
  });
});
