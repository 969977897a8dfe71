import { Counter } from 'prom-client';

/** Credentials that were not taken, by the code of the answer; registered by the module. */
export const refusedCredentialsTotal = new Counter({
  name: 'voice_agent_credentials_refused_total',
  help: 'Requests and connects whose credentials were missing, bad, expired or for something else',
  labelNames: ['code'],
  registers: [],
});
