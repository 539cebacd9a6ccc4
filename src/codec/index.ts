/** Codecs of values: plain JSON in and out, every fault named by its path. */
export { codec, decode, encode, type Json } from './codec.js'
export { type DecodeError, type DecodeErrors, type Step, showError, showErrors } from './errors.js'
export type { CodecOptions } from './read.js'
