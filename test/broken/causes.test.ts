/** The likely cause of planted faults: the true one for four in five, also of those never tuned on. */
import { checkLaws, showFailure } from 'chainrule/laws'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { heldOut } from './causes/heldOut.js'
import { faults } from './causes/index.js'
import type { Fault, Kind } from './causes/kit.js'

const seed = 1

/** How the text of a cause begins. */
const beginnings: Readonly<Record<Exclude<Kind, 'other'>, string>> = {
  sign: 'the sign',
  factor: 'a factor',
  transposed: 'transposed',
  'fan-out': 'a missing sum',
  broadcast: 'an unreduced broadcast',
  inner: 'a missing inner derivative',
  branch: 'the wrong branch',
  detached: 'a detached graph',
}

/** What a failure says of a fault, by its kind. */
const named = ({ wrong, domain }: Fault): string => {
  const found = checkLaws(wrong.on(domain), { seed })
  if (!isLeft(found)) return 'not caught'
  const text = found.left.tag === 'broken' ? found.left.cause : undefined
  const kind = Object.entries(beginnings).find(([, begins]) => text?.startsWith(begins))
  return kind?.[0] ?? 'none'
}

/** Kinds against what they were called, and the share of those called by their name. */
const confusion = (some: readonly Fault[]) => {
  const rows = new Map<string, number>()
  const told = some.filter(f => f.kind !== 'other').map(f => ({ kind: f.kind, name: named(f) }))
  for (const { kind, name } of told) {
    const row = `${kind} was called ${name}`
    rows.set(row, (rows.get(row) ?? 0) + 1)
  }
  return {
    table: [...rows].map(([row, n]) => `${row}: ${n}`).join('\n'),
    share: told.filter(t => t.kind === t.name).length / told.length,
  }
}

describe('the cause that a failure names is the true one', () => {
  test.each([
    ['of those the rules were written with', faults],
    ['of those they were not', heldOut],
  ])(
    'for four in five %s',
    (_, some) => {
      const { table, share } = confusion(some)
      expect(share, table).toBeGreaterThanOrEqual(0.8)
    },
    120_000,
  )
})

test('what is right beside them holds, and no cause is named', () => {
  for (const { name, right, domain } of [...faults, ...heldOut]) {
    const found = checkLaws(right.on(domain), { seed, runs: 4 })
    expect(isLeft(found) ? `${name}: ${showFailure(found.left)}` : 'holds').toBe('holds')
  }
})
