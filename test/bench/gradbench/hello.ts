/** hello: x ↦ x², and its derivative 2x. */
import { fn, grad, real, run, square } from 'chainrule'
import { type Task, task } from './task.js'

const f = fn(real, x => square(x))

const of = (g: (x: number) => number): Task =>
  task({ read: (x: number) => x, make: () => g, write: y => y })

export const hello = { square: of(run(f)), double: of(run(grad(f))) }
