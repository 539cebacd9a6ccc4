/** Derivatives: pullback and pushforward, and what follows from them. */
export * from './gradient.js'
export { type Pushforward, pullback, pushforward } from './pullback.js'
