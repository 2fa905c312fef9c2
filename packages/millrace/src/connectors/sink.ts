export type * from '../operator/sink.js';
