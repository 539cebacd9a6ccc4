/** Where graphs begin: constants and parameters; and the reading of one of several outputs. */
import { type AnyTensor, open } from '../Dense.js'
import type { Attrs } from '../Expr.js'
import { operation } from './Operation.js'

/** What a constant holds: a number, or a tensor. */
const valueOf = (attrs: Attrs): number | AnyTensor => attrs['value'] as number | AnyTensor // written by `constant` only

/** Sources have no arguments that could have a batch axis; outputs are read where they are made. */
const unbatched = (): never => {
  throw new Error('a source has no batch')
}

const bound = (name: string) => (): never => {
  throw new Error(`${name} is resolved when a program is made`)
}

/** A constant: a tensor held by the graph. */
export const constantSource = {
  operation: operation({
    name: 'constant',
    result: (_, attrs) => {
      const value = valueOf(attrs)
      return typeof value === 'number' ? { shape: [], kind: 'real' } : value
    },
    evaluate: (_, out, attrs, precision) => {
      const value = valueOf(attrs)
      const data = typeof value === 'number' ? Float64Array.of(value) : open(value)
      if (out.kind !== 'real') return data
      if (precision === 'f32') return new Float32Array(data)
      return data instanceof Float32Array ? new Float64Array(data) : data
    },
    derivative: { form: 'none' },
    batch: unbatched,
    flops: () => 0,
    print: {
      text: (_, attrs) => showConstant(attrs),
      latex: (_, attrs) => showConstant(attrs),
    },
  }),
}

const showConstant = (attrs: Attrs): string => {
  const t = valueOf(attrs)
  if (typeof t === 'number') return `${t}`
  return t.shape.length === 0 ? String(t.values[0]) : `const[${t.shape.join(', ')}]`
}

const nameOf = (attrs: Attrs): string => attrs['name'] as string

/** A parameter: a leaf of an arrow's domain. */
export const parameterSource = {
  operation: operation({
    name: 'parameter',
    result: bound('parameter'),
    evaluate: bound('parameter'),
    derivative: { form: 'none' },
    batch: unbatched,
    flops: () => 0,
    print: { text: (_, attrs) => nameOf(attrs), latex: (_, attrs) => nameOf(attrs) },
  }),
}

/** One output of an operation that has several. */
export const outputSource = {
  operation: operation({
    name: 'output',
    result: bound('output'),
    evaluate: bound('output'),
    derivative: { form: 'none' },
    batch: unbatched,
    flops: () => 0,
    print: {
      text: ([x], attrs) => `${x}[${String(attrs['index'])}]`,
      latex: ([x], attrs) => `{${x}}_{${String(attrs['index'])}}`,
    },
  }),
}
