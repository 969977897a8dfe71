import { CepstralMean } from './cepstral-mean';

describe('CepstralMean', () => {
  it('starts from the model and comes to be the utterance itself', () => {
    const mean = new CepstralMean([40, 0]);
    const cepstrum = Float32Array.of(60, 10);
    expect([...mean.subtractFrom(cepstrum)]).toEqual([20, 10]);
    for (let frame = 0; frame < 180; frame += 1) mean.add(cepstrum);
    expect([...mean.subtractFrom(cepstrum)]).toEqual([2, 1]);
  });

  it('leaves out frames without energy', () => {
    const mean = new CepstralMean([40, 0]);
    for (let frame = 0; frame < 100; frame += 1) mean.add(Float32Array.of(-5, 3));
    expect([...mean.subtractFrom(Float32Array.of(40, 0))]).toEqual([0, 0]);
  });
});
