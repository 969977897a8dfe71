import type { ToolHandler, ToolOffer } from '@voxrail/client';

export interface DemoTool {
  readonly offer: ToolOffer;
  readonly run: ToolHandler;
}

const WEATHER = [
  { sky: 'sunny', temperature_celsius: 24 },
  { sky: 'cloudy', temperature_celsius: 17 },
  { sky: 'rainy', temperature_celsius: 12 },
  { sky: 'windy', temperature_celsius: 15 },
  { sky: 'foggy', temperature_celsius: 8 },
] as const;

function stringOf(value: unknown, fallback: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
}

/** Invented, but the same for a city each time, so that a demonstration can be repeated. */
function inventedWeather(city: string): (typeof WEATHER)[number] {
  const letters = Array.from(city.toLowerCase());
  const sum = letters.reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return WEATHER[sum % WEATHER.length] ?? WEATHER[0];
}

const getTime: ToolHandler = () => {
  const now = new Date();
  return Promise.resolve({
    time: now.toLocaleTimeString('en', { hour: 'numeric', minute: '2-digit' }),
    date: now.toLocaleDateString('en', { weekday: 'long', month: 'long', day: 'numeric' }),
  });
};

const getWeather: ToolHandler = ({ city }) => {
  const name = stringOf(city, 'here');
  return Promise.resolve({ city: name, ...inventedWeather(name) });
};

/** Tools that run in this page, to show what a client can offer an agent. */
export const DEMO_TOOLS: readonly DemoTool[] = [
  {
    offer: {
      name: 'get_time',
      description: 'Tells the current local time and date of the person.',
      parameters: { type: 'object', properties: {}, required: [] },
    },
    run: getTime,
  },
  {
    offer: {
      name: 'get_weather',
      description: 'Tells the weather in a city. The values are invented for demonstration.',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string', description: 'Name of the city' } },
        required: ['city'],
      },
    },
    run: getWeather,
  },
];
