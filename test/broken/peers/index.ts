/** The re-stated checkers, by name, and which of them ask for the second order. */
import { chainrules } from './chainrules.js'
import type { Checker } from './flat.js'
import { jax } from './jax.js'
import { pytensor } from './pytensor.js'
import { scipy } from './scipy.js'
import { tensorflow } from './tensorflow.js'
import { torch, torchFast, torchForward } from './torch.js'

export interface Peer {
  readonly name: string
  readonly check: Checker
  /** Whether the derivative is checked as a function, too: order 2, gradgradcheck. */
  readonly second: boolean
}

export const peers: readonly Peer[] = [
  { name: 'jax check_grads(order=2)', check: jax, second: true },
  { name: 'torch gradcheck', check: torch, second: false },
  { name: 'torch gradcheck(fast_mode)', check: torchFast, second: false },
  { name: 'torch, forward_ad + gradgradcheck', check: torchForward, second: true },
  { name: 'pytensor verify_grad', check: pytensor, second: false },
  { name: 'ChainRulesTestUtils', check: chainrules, second: false },
  { name: 'scipy check_grad', check: scipy, second: false },
  { name: 'tf compute_gradient', check: tensorflow, second: false },
]
