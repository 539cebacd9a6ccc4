/** The libraries that are asked. */
import { host as jax } from './jax.mjs'
import { host as mathjs } from './mathjs.mjs'
import { host as tfjs } from './tfjs.mjs'

export const hosts = {
  tfjs,
  // The CPU backend computes with Math, the other with approximations of its own, which are tried in one mode.
  'jax-js': jax('jax-js', 'cpu', 'f64'),
  'jax-js wasm': jax('jax-js wasm', 'wasm', 'f64', ['reverse']),
  'jax-js wasm f32': jax('jax-js wasm f32', 'wasm', 'f32', ['reverse', 'second']),
  mathjs,
}
