import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import * as fc from 'fast-check';

import { parseConfig, settingName } from './load-config';
import { SettingError } from './setting-error';

class BaseConfig {
  @IsInt()
  @Min(1)
  @Max(1_000)
  public capacity = 32;
}

class ExampleConfig extends BaseConfig {
  @IsString()
  public tritonAddressVad = '127.0.0.1:8001';

  @IsBoolean()
  public partials = true;

  @IsOptional()
  @IsIn(['embedded', 'synthetic'])
  public models?: string;

  @IsOptional()
  @IsInt()
  public port?: number;
}

describe('a configuration from the environment', () => {
  it('has its defaults where nothing is set', () => {
    expect(parseConfig(ExampleConfig, {})).toEqual(new ExampleConfig());
  });

  it('takes each setting from the variable of its name, converted to its type', () => {
    const env = {
      VOXRAIL_CAPACITY: '8',
      VOXRAIL_TRITON_ADDRESS_VAD: ' triton:8001 ',
      VOXRAIL_PARTIALS: 'false',
      VOXRAIL_MODELS: 'synthetic',
      VOXRAIL_PORT: '0',
    };
    expect(parseConfig(ExampleConfig, env)).toEqual({
      capacity: 8,
      tritonAddressVad: 'triton:8001',
      partials: false,
      models: 'synthetic',
      port: 0,
    });
  });

  it('takes a variable that is set to nothing as not set', () => {
    expect(parseConfig(ExampleConfig, { VOXRAIL_CAPACITY: '' }).capacity).toBe(32);
  });

  it.each([
    ['VOXRAIL_CAPACITY', '0', 'VOXRAIL_CAPACITY must not be less than 1'],
    ['VOXRAIL_CAPACITY', '1.5', 'VOXRAIL_CAPACITY must be an integer number'],
    ['VOXRAIL_CAPACITY', '1e3', 'VOXRAIL_CAPACITY must be an integer number'],
    ['VOXRAIL_CAPACITY', 'many', 'VOXRAIL_CAPACITY must be an integer number'],
    ['VOXRAIL_PARTIALS', 'yes', 'VOXRAIL_PARTIALS must be a boolean value'],
    ['VOXRAIL_MODELS', 'real', 'VOXRAIL_MODELS must be one of the following values'],
  ])('refuses %s=%s and names it', (name, value, message) => {
    const parse = (): unknown => parseConfig(ExampleConfig, { [name]: value });
    expect(parse).toThrow(message);
    expect(parse).toThrow(SettingError);
  });

  it('never repeats the value that it refuses', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[g-z]{12,20}$/), (secret) => {
        try {
          parseConfig(ExampleConfig, { VOXRAIL_CAPACITY: secret });
        } catch (error) {
          expect(String(error)).not.toContain(secret);
          return;
        }
        throw new Error('it was taken');
      }),
    );
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(parseConfig(ExampleConfig, {}))).toBe(true);
  });

  it('names a variable after its property', () => {
    expect(settingName('tritonAddressVad')).toBe('VOXRAIL_TRITON_ADDRESS_VAD');
  });
});
