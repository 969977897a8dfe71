import { VoiceCall } from '@voxrail/client/browser';

import { rememberedMicrophone } from './state/remembered-microphone';
import { DEMO_TOOLS } from './tools/demo-tools';

/** The page's security policy lets no code through that does not come from its own address. */
const WORKLET_URL = '/console/capture-worklet.js';

const INSTRUCTIONS =
  'You are a friendly voice assistant. Answer in one or two short sentences that sound natural when spoken.';

/** A call to the gateway that served this page. Make it in the handler of a click. */
export function newCall(): VoiceCall {
  const deviceId = rememberedMicrophone();
  const call = new VoiceCall({
    url: location.origin,
    session: { instructions: INSTRUCTIONS },
    microphone: { workletUrl: WORKLET_URL, ...(deviceId === undefined ? {} : { deviceId }) },
  });
  for (const { offer, run } of DEMO_TOOLS) call.client.tool(offer, run);
  return call;
}
