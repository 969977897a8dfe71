import { connectedMessage, ScriptedGateway } from '@voxrail/testing';

import { VoxrailClient } from '../voxrail-client';

describe('a raw WebSocket that is closed without a word', () => {
  it.each([
    [1000, 'ended'],
    [1009, 'ended'],
    [4400, 'bad_request'],
    [4401, 'session_expired'],
    [4404, 'session_not_found'],
    [4408, 'ended'],
    [4409, 'ended'],
    [4413, 'ended'],
    [4429, 'rate_limited'],
    [1001, 'comes back'],
    [1011, 'comes back'],
    [1012, 'comes back'],
    [1013, 'comes back'],
  ])('%i: %s', async (closeCode, expected) => {
    let streams = 0;
    const gateway = await ScriptedGateway.start({
      onStream: (stream) => {
        streams += 1;
        stream.send('connected', connectedMessage({ token: 'a' }));
        if (streams === 1) stream.close(closeCode);
      },
    });
    const subject = new VoxrailClient({ url: gateway.url, transport: 'websocket' });
    const outcome = new Promise((resolve) => {
      subject.on('disconnected', ({ error }) => {
        resolve(error?.code);
      });
      subject.on('resumed', () => {
        resolve('comes back');
      });
    });
    await subject.connect();
    await expect(outcome).resolves.toBe(expected);
    subject.close();
    await gateway.stop();
  });
});
