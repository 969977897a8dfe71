export * from './awake-wait';
export * from './clock';
export * from './system-clock';
export * from './virtual-clock';
