/** Arrows as LaTeX, for graphs small enough to be read. */
import type { AnyDiff } from '../diff/model.js'
import { applyLeaves } from '../diff/stages.js'
import { parameters } from '../diff/trace.js'
import type { AnyExpr } from '../Expr.js'
import { operationOf } from '../op/table.js'
import type { Shape } from '../Shape.js'
import type { Form } from '../Space.js'
import { latexBinding } from './binding.js'
import { constantText, type Figures, parameterName } from './names.js'
import { type Notation, write } from './write.js'

const escape = (name: string): string =>
  name.replace(
    /[\\{}$&#%_^~]/gu,
    c => `\\${c === '\\' ? 'backslash{}' : c === '^' || c === '~' ? `${c}{}` : c}`,
  )

const greek = new Set(
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega'.split(
    ' ',
  ),
)

const word = (w: string): string =>
  greek.has(w) ? `\\${w}` : /^.$/su.test(w) ? escape(w) : `\\mathrm{${escape(w)}}`

/** A path as a symbol with indices: `net.W` is net_W, `x[0]` is x_0. */
const latexName = (e: AnyExpr): string => {
  const [head = 'x', ...rest] = parameterName(e)
    .split(/\.|\[|\]\.?/u)
    .filter(part => part !== '')
  return rest.length === 0 ? word(head) : `${word(head)}_{${rest.map(word).join(', ')}}`
}

const number = (x: number): string => {
  if (Number.isNaN(x)) return '\\mathrm{NaN}'
  if (!Number.isFinite(x)) return x > 0 ? '\\infty' : '-\\infty'
  const [mantissa, exponent] = `${x}`.split('e')
  if (exponent === undefined) return `${x}`
  return `${mantissa === '1' ? '' : `${mantissa} \\cdot `}10^{${Number(exponent)}}`
}

const sizes = (shape: Shape): string => shape.join(' \\times ')

// Rows of a matrix are written as such; what has more axes, as lists of matrices.
const figures: Figures = {
  number,
  row: (parts, axes, rank) =>
    axes === 1 && rank > 1
      ? parts.join(' & ')
      : axes === 2
        ? `\\begin{pmatrix} ${parts.join(' \\\\ ')} \\end{pmatrix}`
        : `\\left[${parts.join(', ')}\\right]`,
  large: t => `\\mathrm{const}_{${sizes(t.shape)}}`,
}

const called = (name: string, args: readonly string[]): string =>
  `\\operatorname{${escape(name)}}\\left(${args.join(', ')}\\right)`

const latex: Notation = {
  special: (e, args) =>
    e.op === 'constant'
      ? constantText(e, figures)
      : e.op === 'parameter'
        ? latexName(e)
        : e.op === 'reshape' || e.op === 'broadcastTo'
          ? called(e.op, args)
          : undefined,
  print: (op, args, attrs) => operationOf(op).print.latex(args, attrs),
  binding: latexBinding,
  brackets: inner => `\\left(${inner}\\right)`,
  name: n => `t_{${n}}`,
  width: 120,
}

const structure = (form: Form, texts: readonly string[]): string => {
  let next = 0
  const go = (f: Form): string => {
    switch (f.tag) {
      case 'leaf':
        return texts[next++] ?? ''
      case 'tuple':
        return `\\left(${f.parts.map(go).join(', ')}\\right)`
      case 'struct':
        return `\\left(${f.fields.map(([n, g]) => `${word(n)} = ${go(g)}`).join(', ')}\\right)`
    }
  }
  return go(form)
}

/**
 * An arrow as LaTeX, all its stages as one formula; what is used twice is named on a line of its own.
 *
 * @example
 * import { add, fn, mul, real, square } from 'chainrule'
 * import { toLatex } from 'chainrule/show'
 *
 * toLatex(fn(real, x => mul(2, square(add(x, 1))))) // => 'x \\mapsto 2 \\cdot \\left(x + 1\\right)^2'
 */
export const toLatex = (f: AnyDiff): string => {
  const params = parameters(f.dom.form)
  const { definitions, results } = write(applyLeaves(f, params), latex)
  const names = params.map(latexName)
  const from = names.length === 1 ? names[0]! : `\\left(${names.join(', ')}\\right)`
  const to = structure(f.cod.form, results)
  if (definitions.length === 0) return `${from} \\mapsto ${to}`
  const lines = [
    `${from} &\\mapsto ${to}`,
    ...definitions.map(([name, text]) => `${name} &= ${text}`),
  ]
  return `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`
}
