/** A generated program as text: a line an operation, programs inside below theirs. */
import type { Argument, Body, Line, Setting } from './model.js'

const setting = (s: Setting): string =>
  typeof s === 'object'
    ? `[${s.map(setting).join(', ')}]`
    : typeof s === 'string'
      ? `'${s}'`
      : `${s}`

const argument = (a: Argument): string => {
  if (!('at' in a)) {
    const shown = a.entries.map(e => (a.kind === 'bool' ? `${e === 1}` : `${e}`))
    return a.shape.length === 0 ? shown.join('') : `[${shown.join(', ')}]`
  }
  const shaped = a.fit === undefined ? `x${a.at}` : `fit(x${a.at}, [${a.fit.join(', ')}])`
  return a.guard === undefined ? shaped : `${a.guard}(${shaped})`
}

const row = (line: Line, at: number, indent: string): string => {
  const settings = Object.entries(line.settings).map(([name, s]) => `${name}: ${setting(s)}`)
  const options = settings.length === 0 ? [] : [`{ ${settings.join(', ')} }`]
  const inner = line.bodies.map(
    body => ` {\n${block(body, body.closed ? 0 : at, `${indent}  `)}\n${indent}}`,
  )
  return `${indent}x${at} = ${line.op}(${[...line.args.map(argument), ...options].join(', ')})${inner.join('')}`
}

const block = (body: Body, around: number, indent: string): string => {
  const own = Array.from({ length: body.takes }, (_, i) => `x${around + i}`)
  const given = body.gives.map(terms => terms.map(argument).join(' + ')).join(', ')
  return [
    `${indent}(${own.join(', ')}) =>`,
    ...body.lines.map((line, i) => row(line, around + body.takes + i, indent)),
    `${indent}return ${given}`,
  ].join('\n')
}

/** A closed program as text. */
export const showBody = (body: Body): string => block(body, 0, '')
