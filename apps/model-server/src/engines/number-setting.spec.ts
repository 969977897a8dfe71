import { numberSetting } from './number-setting';

describe('numberSetting', () => {
  const RANGE = { min: 0, max: 10 };

  afterEach(() => {
    delete process.env['VOXRAIL_TEST_NUMBER'];
  });

  it('takes the environment before the default', () => {
    expect(numberSetting('VOXRAIL_TEST_NUMBER', RANGE, 3)).toBe(3);
    process.env['VOXRAIL_TEST_NUMBER'] = '7.5';
    expect(numberSetting('VOXRAIL_TEST_NUMBER', RANGE, 3)).toBe(7.5);
  });

  it('refuses a fraction where only whole numbers make sense', () => {
    process.env['VOXRAIL_TEST_NUMBER'] = '2.5';
    expect(() => numberSetting('VOXRAIL_TEST_NUMBER', { ...RANGE, integer: true }, 3)).toThrow(
      /whole number/u,
    );
  });

  it.each(['11', '-1', 'many', 'Infinity'])('refuses %s, naming the setting', (value) => {
    process.env['VOXRAIL_TEST_NUMBER'] = value;
    expect(() => numberSetting('VOXRAIL_TEST_NUMBER', RANGE, 3)).toThrow(/VOXRAIL_TEST_NUMBER/u);
  });
});
