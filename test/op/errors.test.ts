/** Every operation refuses what does not fit: by its name, what it expected, and what came. */
import { isShapeError } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { cannotFail, type Failure, failures } from './failures.js'
import { sym, symOf } from './support.js'

const functions: Readonly<Record<string, unknown>> = op

/** What the functions of one and of two real operands share. */
const elementwise = (name: string): readonly Failure[] => {
  const { form } = op.operations.get(name)!.derivative
  const f = functions[name]
  if (form !== 'elementwise' || typeof f !== 'function') return []
  const of = f as (...xs: readonly unknown[]) => unknown
  const kind = { expected: 'an operand of kind real', got: 'index [2]' }
  const index = symOf('index', 2)
  if (f.length === 1) return [{ ...kind, build: () => of(index) }]
  return [
    {
      expected: 'shapes that broadcast',
      got: '[2] and [3]',
      build: () => of(sym(2), sym(3)),
    },
    { ...kind, build: () => of(index, sym(2)) },
    { ...kind, build: () => of(sym(2), index) },
  ]
}

const failuresOf = (name: string): readonly Failure[] => failures[name] ?? elementwise(name)

const names = [...op.operations.keys()]

test('every operation that can be built wrongly is', () => {
  const untried = names.filter(name => failuresOf(name).length === 0 && !(name in cannotFail))
  expect(untried, 'add a case to test/op/failures.ts').toEqual([])
})

test('what is said never to fail is an operation, without a case', () => {
  for (const [name, reason] of Object.entries(cannotFail)) {
    expect(names).toContain(name)
    expect(failuresOf(name)).toEqual([])
    expect(reason.length).toBeGreaterThan(20)
  }
  expect(Object.keys(failures).filter(name => !names.includes(name))).toEqual([])
})

describe.each(names.filter(name => failuresOf(name).length > 0))('%s', name => {
  test.each(failuresOf(name))('expected $expected, got $got', ({ build, expected, got }) => {
    const thrown = ((): unknown => {
      try {
        return build()
      } catch (e) {
        return e
      }
    })()
    expect(isShapeError(thrown), `${name} was built`).toBe(true)
    const { message, operation } = thrown as {
      readonly message: string
      readonly operation: string
    }
    expect(operation).toBe(name)
    expect(message.startsWith(`${name}: expected `)).toBe(true)
    expect(message).toContain(expected)
    expect(message.slice(message.lastIndexOf(', got ') + 6)).toBe(got)
  })
})
