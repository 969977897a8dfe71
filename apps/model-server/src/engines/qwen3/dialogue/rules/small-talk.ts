import type { Rule } from '../dialogue';

interface Topic {
  readonly phrases: readonly string[];
  readonly answer: string;
}

/** The first that fits is taken, so what is more particular comes first. */
const TOPICS: readonly Topic[] = [
  { phrases: ['good night', 'goodbye', 'good bye', 'bye', 'see you'], answer: 'Goodbye!' },
  {
    phrases: ['how are you', 'how do you do', 'how is it going'],
    answer: 'I am fine, thank you. How can I help?',
  },
  {
    phrases: ['who are you', 'what are you', 'your name', 'are you a robot', 'are you human'],
    answer:
      'I am a small rule-based assistant, here so that the system works without a large model.',
  },
  {
    phrases: ['what can you do', 'can you help', 'help me', 'how can you help'],
    answer:
      'I can tell the time, reckon, count, spell, tell a story, and use the tools I am given.',
  },
  { phrases: ['thank you', 'thanks', 'thank'], answer: 'You are welcome.' },
  {
    phrases: ['can you hear me', 'do you hear me', 'are you there', 'testing', 'microphone'],
    answer: 'Yes, I hear you.',
  },
  {
    phrases: ['joke', 'make me laugh'],
    answer: 'Why did the clock go to school? It wanted to be on time.',
  },
  {
    phrases: ['good morning'],
    answer: 'Good morning! How can I help?',
  },
  { phrases: ['good afternoon'], answer: 'Good afternoon! How can I help?' },
  { phrases: ['good evening'], answer: 'Good evening! How can I help?' },
  {
    phrases: ['hello', 'hi', 'hey', 'hallo', 'greetings'],
    answer: 'Hello! How can I help?',
  },
  {
    phrases: ['stop', 'be quiet', 'shut up', 'never mind', 'enough', 'wait'],
    answer: 'Okay.',
  },
];

/** Short things that people say in any conversation; in a longer sentence the words mean something else. */
const MAX_WORDS = 8;

const AGREEMENTS = new Set(['yes', 'no', 'okay', 'ok', 'right', 'sure', 'fine', 'good', 'great']);

export const smallTalk: Rule = ({ said }) => {
  if (said.words.length > MAX_WORDS) return undefined;
  if (said.words.length > 0 && said.words.every((word) => AGREEMENTS.has(word))) {
    return 'All right. What else can I do?';
  }
  return TOPICS.find(({ phrases }) => said.has(...phrases))?.answer;
};
