/** A consumer in a browser: shows a gradient. */
import { array, fn, grad, mul, run, sum, tanh, toFlat, vector } from 'chainrule'

declare const document: {
  readonly querySelector: (selector: string) => { textContent: string }
}

const f = fn(vector(2), x => sum(tanh(mul(2, x))))
document.querySelector('output').textContent = JSON.stringify(toFlat(run(grad(f))(array([0, 1]))))
