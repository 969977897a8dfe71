import { answerPrompt } from './answer';
import type { Prompt, PromptMessage, PromptTool } from './chatml/prompt';

const NOW = new Date(2026, 2, 14, 15, 5);

const WEATHER: PromptTool = {
  name: 'get_weather',
  description: 'Get current weather for a location',
  parameters: {
    type: 'object',
    properties: {
      location: { type: 'string' },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
    },
    required: ['location'],
  },
};

const ROBOT: PromptTool = {
  name: 'move_robot',
  description: 'Move the robot',
  parameters: {
    type: 'object',
    properties: {
      direction: { type: 'string', enum: ['forward', 'backward', 'left', 'right'] },
      meters: { type: 'number' },
    },
    required: ['direction', 'meters'],
  },
};

const LIGHT: PromptTool = {
  name: 'set_light',
  description: 'Turn a light on or off in a room',
  parameters: {
    type: 'object',
    properties: { room: { type: 'string' }, on: { type: 'boolean' } },
    required: ['room', 'on'],
  },
};

function user(text: string): PromptMessage {
  return { role: 'user', text };
}

function agent(text: string): PromptMessage {
  return { role: 'assistant', text, calls: [] };
}

function answer(messages: readonly PromptMessage[], change: Partial<Prompt> = {}): string {
  return answerPrompt({ instructions: '', tools: [], messages, begun: '', ...change }, NOW);
}

function call(said: string, tools: readonly PromptTool[]): unknown {
  const written = answer([user(said)], { tools });
  const json = /^<tool_call>\n(.*)\n<\/tool_call>$/.exec(written)?.[1];
  return json === undefined ? undefined : JSON.parse(json);
}

describe('answerPrompt', () => {
  it.each([
    ['hello', 'Hello! How can I help?'],
    ['good morning how are you today', 'I am fine, thank you. How can I help?'],
    ['what time is it now', 'It is 3:05 PM.'],
    ["What's the date?", 'Today is Saturday, March 14.'],
    ['how much is seven plus five', '7 plus 5 is 12.'],
    ['what is ten divided by zero', 'Nobody can divide by zero.'],
    ['count to seven', 'One, two, three, four, five. Six, seven.'],
    ['spell cat', 'C, A, T.'],
    ['repeat after me the sun is out', 'The sun is out.'],
    ['ten of clubs', 'I see, the ten of clubs.'],
    [
      'eight of spades four of clubs seven of hearts',
      'I see, the eight of spades, the four of clubs and the seven of hearts.',
    ],
    ['five five', 'I heard the numbers 5, 5.'],
    ['go forward ten meters', 'I heard: go forward ten meters.'],
    ['he was not an ill disposed young man', 'I heard: he was not an ill disposed young man.'],
    [
      'where is the next train station',
      'I heard: where is the next train station. I have no answer to that.',
    ],
    [
      'and mister john dashwood had then leisure to consider how much there might be prudently in his power',
      'I heard a long sentence. It began with: and mister john dashwood had, and ended with: be prudently in his power.',
    ],
    ['', 'I did not hear any words.'],
  ])('answers "%s"', (said, expected) => {
    expect(answer([user(said)])).toBe(expected);
  });

  it('greets when nobody has said anything', () => {
    expect(answer([])).toBe('Hello! How can I help?');
  });

  it('has something long to say, to be interrupted in', () => {
    expect(answer([user('tell me a story')]).split(' ').length).toBeGreaterThan(120);
    expect(answer([user('count to one hundred')])).toMatch(/^One, two, .*one hundred\.$/);
  });

  it('goes on where it was cut off', () => {
    const story = answer([user('tell me a story')]);
    const heard = story.slice(0, story.indexOf('Marta climbed')).trim();
    const history = [user('tell me a story'), agent(heard), user('(interrupting you) go on')];
    expect(answer(history)).toBe(story.slice(heard.length).trim());
  });

  it('does not take the remark on an interruption for something that was said', () => {
    expect(answer([user('(interrupting you) blue sky')])).toBe('I heard: blue sky.');
  });

  it('remembers a name', () => {
    const history = [user('my name is Anna'), agent('Nice to meet you, Anna.')];
    expect(answer([...history, user('what is my name')])).toBe('Your name is Anna.');
  });

  it('says again what it said', () => {
    const history = [user('hello'), agent('Hello! How can I help?')];
    expect(answer([...history, user('say that again')])).toBe('Hello! How can I help?');
  });

  it('does not write again what a lost answer already had', () => {
    expect(answer([user('count to seven')], { begun: 'One, two, three,' })).toBe(
      ' four, five. Six, seven.',
    );
    expect(answer([user('count to seven')], { begun: 'Uno, due, tre,' })).toBe(
      ' four, five. Six, seven.',
    );
  });
});

describe('answerPrompt with tools', () => {
  it.each([
    [
      'go forward ten meters',
      { name: 'move_robot', arguments: { direction: 'forward', meters: 10 } },
    ],
    [
      'go back five meters',
      { name: 'move_robot', arguments: { direction: 'backward', meters: 5 } },
    ],
    [
      'tell me about the weather in new york today',
      { name: 'get_weather', arguments: { location: 'New York' } },
    ],
    [
      'will it rain in Oslo in fahrenheit',
      { name: 'get_weather', arguments: { location: 'Oslo', unit: 'fahrenheit' } },
    ],
    [
      'please turn on the light in the kitchen',
      { name: 'set_light', arguments: { room: 'kitchen', on: true } },
    ],
    [
      'turn off the lamp in the living room',
      { name: 'set_light', arguments: { room: 'living room', on: false } },
    ],
  ])('calls a tool for "%s"', (said, expected) => {
    expect(call(said, [WEATHER, ROBOT, LIGHT])).toEqual(expected);
  });

  it.each([
    'he was not an ill disposed young man',
    'ten of clubs',
    'tell me a joke',
    'what time is it',
  ])('calls none for "%s"', (said) => {
    expect(call(said, [WEATHER, ROBOT, LIGHT])).toBeUndefined();
  });

  it('fills what a tool needs and nobody said, and leaves out the rest', () => {
    const tool: PromptTool = {
      name: 'start_timer',
      description: '',
      parameters: {
        type: 'object',
        properties: {
          label: { type: 'string' },
          minutes: { type: 'integer', minimum: 3 },
          loud: { type: 'boolean', default: false },
          note: { type: 'string' },
        },
        required: ['label', 'minutes'],
      },
    };
    expect(call('timer', [tool])).toEqual({
      name: 'start_timer',
      arguments: { label: 'timer', minutes: 3, loud: false },
    });
  });

  it.each([
    ['{"temperature": 21.5, "sky": "clear"}', 'Weather: temperature is 21.5, sky is clear.'],
    [
      '{"location": "Paris", "temperature_celsius": 17}',
      'Weather: temperature is 17 degrees celsius.',
    ],
    ['{"weather": "mild", "wind": "none"}', 'Weather is mild, wind is none.'],
    ['{"status": "the sun is out"}', 'The sun is out.'],
    ['It is raining', 'It is raining.'],
    ['{"error": "the tool timed out"}', 'Sorry, weather did not work: the tool timed out.'],
    ['{"status": "pending"}', 'I am still waiting for weather.'],
    ['{"ok": true}', 'Done.'],
    ['"done"', 'Done.'],
    ['21', 'Weather: 21.'],
    ['[1, 2]', 'Weather: 1, 2.'],
    ['', 'Done.'],
  ])('speaks the result %s', (result, expected) => {
    const calls = [{ name: 'get_weather', arguments: { location: 'Paris' } }];
    const messages: PromptMessage[] = [
      user('weather in Paris'),
      { role: 'assistant', text: '', calls },
      { role: 'tool', results: [result] },
    ];
    expect(answer(messages, { tools: [WEATHER] })).toBe(expected);
  });
});
