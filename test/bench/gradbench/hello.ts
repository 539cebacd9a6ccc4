/** hello: x ↦ x², and its derivative 2x. */
import { fn, grad, real, square } from 'chainrule'
import { compile } from 'chainrule/compile'
import { type Task, task } from './task.js'

const f = fn(real, x => square(x))

const of = (g: (x: number) => number): Task =>
  task({ read: (x: number) => x, make: () => g, write: y => y })

export const hello = { square: of(compile(f)), double: of(compile(grad(f))) }
