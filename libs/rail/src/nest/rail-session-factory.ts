/** Injection token of the rail's `RailSessionFactory`. */
export const RAIL_SESSION_FACTORY = Symbol('RAIL_SESSION_FACTORY');
