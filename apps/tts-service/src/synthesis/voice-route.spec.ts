import { routeVoice } from './voice-route';

describe('routeVoice', () => {
  it.each([
    ['default', { model: 'chatterbox', voice: 'default' }],
    ['anna', { model: 'chatterbox', voice: 'anna' }],
    ['cosyvoice2-anna', { model: 'cosyvoice2', voice: 'anna' }],
    ['cosyvoice2', { model: 'cosyvoice2', voice: 'default' }],
    ['chatterbox-anna', { model: 'chatterbox', voice: 'anna' }],
    ['cosyvoice2anna', { model: 'chatterbox', voice: 'cosyvoice2anna' }],
  ])('sends %s where it belongs', (voice, route) => {
    expect(routeVoice(voice, 'chatterbox')).toEqual(route);
  });

  it('sends voices that name no model to the one that is set', () => {
    expect(routeVoice('anna', 'cosyvoice2')).toEqual({ model: 'cosyvoice2', voice: 'anna' });
  });
});
