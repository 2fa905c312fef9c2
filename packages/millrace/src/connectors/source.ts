export type * from '../operator/source.js';
