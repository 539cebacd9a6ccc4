/** The libraries that are asked. */
import { host as jax } from './jax.mjs'
import { host as mathjs } from './mathjs.mjs'
import { host as tfjs } from './tfjs.mjs'

export const hosts = { tfjs, 'jax-js': jax('f64'), 'jax-js f32': jax('f32', 'jax-js f32'), mathjs }
