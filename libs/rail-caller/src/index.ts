export * from './rail-caller';
export * from './sent-payload';
