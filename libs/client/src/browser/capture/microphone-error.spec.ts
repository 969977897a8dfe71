import { explainProblem, fromCaptureError } from './microphone-error';

describe('microphone problems', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'failed'],
  ])('takes %s for %s', (name, problem) => {
    expect(fromCaptureError(Object.assign(new Error(), { name })).problem).toBe(problem);
  });

  it('names the address of a page that is not secure', () => {
    expect(explainProblem('insecure', 'http://192.0.2.7:3000')).toContain('http://192.0.2.7:3000');
  });
});
