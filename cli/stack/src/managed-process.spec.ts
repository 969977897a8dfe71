import { complaintIn } from './managed-process';

describe('complaintIn', () => {
  it('takes the message of an error or fatal log line, however the level is written', () => {
    expect(complaintIn('{"level":50,"msg":"no models"}')).toBe('no models');
    expect(complaintIn('{"level":"fatal","msg":"port 1 is in use"}')).toBe('port 1 is in use');
  });

  it('does not take what is only information', () => {
    expect(complaintIn('{"level":30,"msg":"ready"}')).toBeUndefined();
    expect(complaintIn('Listening for client connections')).toBeUndefined();
  });

  it('takes a plain line that speaks of an error, as a broker or a crash prints it', () => {
    expect(complaintIn('[FTL] unable to listen')).toBe('[FTL] unable to listen');
  });
});
