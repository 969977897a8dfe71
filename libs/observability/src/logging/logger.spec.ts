import { createLogger } from './logger';
import type { LogLevel } from './logger';
import { NestLogger } from './nest-logger';

function capture(level: LogLevel = 'trace'): {
  readonly logger: ReturnType<typeof createLogger>;
  readonly lines: () => Record<string, unknown>[];
} {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  return {
    logger: createLogger('gateway', { level, destination }),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('the logger', () => {
  it('writes a line of JSON with the service, the level by name and the declared fields', () => {
    const { logger, lines } = capture();
    logger.warn('not ready', { waitingFor: ['nats'], port: 3000 });
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        service: 'gateway',
        pid: process.pid,
        msg: 'not ready',
        waitingFor: ['nats'],
        port: 3000,
      },
    ]);
  });

  it('leaves out a field that is not declared', () => {
    const { logger, lines } = capture();
    const fields = { sid: 'session-1', transcript: 'my card number is' };
    logger.info('utterance', fields);
    expect(lines()[0]).toMatchObject({ sid: 'session-1' });
    expect(JSON.stringify(lines())).not.toContain('card number');
  });

  it('says of an error its type, code, stack and cause', () => {
    const { logger, lines } = capture();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    logger.error('lost', { err: new TypeError('not there', { cause }) });
    expect(lines()[0]?.['err']).toMatchObject({
      type: 'TypeError',
      message: 'not there',
      stack: expect.arrayContaining([expect.stringMatching(/^at /)]) as string[],
      cause: { type: 'Error', code: 'ECONNREFUSED', message: 'refused' },
    });
  });

  it('does not repeat the text that a JSON parser choked on', () => {
    const { logger, lines } = capture();
    try {
      JSON.parse('{"text": my secret words}');
    } catch (err) {
      logger.error('malformed', { err });
    }
    expect(lines()[0]?.['err']).toMatchObject({ type: 'SyntaxError' });
    expect(JSON.stringify(lines())).not.toContain('secret');
  });

  it('does not follow causes for ever', () => {
    const { logger, lines } = capture();
    const looped = new Error('looped');
    looped.cause = looped;
    logger.error('lost', { err: looped });
    expect(lines()).toHaveLength(1);
  });

  it('adds the fields of a child to each of its lines', () => {
    const { logger, lines } = capture();
    logger.child({ sid: 'session-1' }).info('opened', { turn: 2 });
    expect(lines()[0]).toMatchObject({ sid: 'session-1', turn: 2 });
  });

  it('writes nothing below its level', () => {
    const { logger, lines } = capture('warn');
    logger.info('chatter');
    logger.warn('heard');
    expect(lines().map((line) => line['msg'])).toEqual(['heard']);
  });
});

describe('the logger of the framework', () => {
  it('writes start-up chatter as debug, with the class that says it', () => {
    const { logger, lines } = capture();
    new NestLogger(logger).log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(lines()[0]).toMatchObject({ level: 'debug', context: 'RouterExplorer' });
  });

  it('does not print objects it is given, which can be what clients sent', () => {
    const { logger, lines } = capture();
    new NestLogger(logger).error({ text: 'what a person said' });
    expect(lines()[0]).toMatchObject({ level: 'error' });
    expect(JSON.stringify(lines())).not.toContain('person');
  });
});
