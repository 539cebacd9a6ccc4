/** Every public function refuses what does not fit: by its name, what it expected, and what came. */

import { isShapeError } from 'chainrule'
import * as linalg from 'chainrule/linalg'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { cannotFail, through } from './failures/exempt.js'
import { type Failure, failures } from './failures/index.js'
import { sym, symOf } from './support.js'

const functions: Readonly<Record<string, unknown>> = { ...op, ...linalg }

/** What the functions of one and of two real operands share. */
const elementwise = (name: string): readonly Failure[] => {
  const form = op.operations.get(name)?.derivative.form
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

const records = [...op.operations.keys()]
const called = Object.keys(functions).filter(name => typeof functions[name] === 'function')
const names = [...new Set([...records, ...called, ...Object.keys(failures)])]

test('everything that can be built wrongly is', () => {
  const untried = names.filter(
    name => failuresOf(name).length === 0 && !(name in cannotFail) && !(name in through),
  )
  expect(untried, 'add a case to test/op/failures').toEqual([])
})

test('what is said never to fail is there, without a case', () => {
  for (const [name, reason] of Object.entries(cannotFail)) {
    expect([...records, ...called]).toContain(name)
    expect(failuresOf(name)).toEqual([])
    expect(reason.length).toBeGreaterThan(20)
  }
})

test('operations without a function of their own are refused by those they are reached through', () => {
  for (const [name, by] of Object.entries(through)) {
    expect(records).toContain(name)
    expect(called).not.toContain(name)
    for (const f of by) expect(failuresOf(f).length, f).toBeGreaterThan(0)
  }
})

describe.each(names.filter(name => failuresOf(name).length > 0))('%s', name => {
  test.each(failuresOf(name))('%#: expected $expected, got $got', ({ build, expected, got }) => {
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
