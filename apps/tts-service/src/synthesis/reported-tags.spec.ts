import { VirtualClock } from '@voxrail/clock';
import type { ModelParameters } from '@voxrail/inference';
import { InferenceError } from '@voxrail/inference';

import { ReportedTags } from './reported-tags';

function bench() {
  const clock = new VirtualClock();
  const models: Record<string, ModelParameters> = {};
  const asked: string[] = [];
  const modelParameters = async (model: string): Promise<ModelParameters> => {
    await Promise.resolve();
    asked.push(model);
    const parameters = models[model];
    if (parameters === undefined) throw new InferenceError('NOT_FOUND', 'unknown model');
    return parameters;
  };
  return { clock, models, asked, tags: new ReportedTags({ modelParameters }, clock) };
}

const TEXT = 'a [laugh] [breath]';

describe('the tags that models report', () => {
  it('are those of each model, and none before it was asked or where it reports none', async () => {
    const { models, tags } = bench();
    models['chatterbox'] = { tags: 'laugh, clear throat' };
    models['cosyvoice2'] = {};
    expect(tags.of('chatterbox').places(TEXT, 9)).toEqual([]);
    await tags.ask();
    expect(tags.of('chatterbox').places(TEXT, 9)).toEqual([{ start: 2, end: 9 }]);
    expect(tags.of('cosyvoice2').places(TEXT, 9)).toEqual([]);
  });

  it('stay as they were while a model cannot be asked, and are asked for again after a while', async () => {
    const { clock, models, asked, tags } = bench();
    models['chatterbox'] = { tags: 'laugh' };
    await tags.ask();
    delete models['chatterbox'];
    models['cosyvoice2'] = { tags: 'breath' };
    tags.askAgain();
    expect(asked).toHaveLength(2);
    clock.advance(10_000);
    tags.askAgain();
    tags.askAgain();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(4);
    expect(tags.of('chatterbox').places(TEXT, 9)).toHaveLength(1);
    expect(tags.of('cosyvoice2').places(TEXT, 9)).toEqual([{ start: 10, end: 18 }]);
  });
});
