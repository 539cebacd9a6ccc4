/** Planted troubles are named: the operation, the entry, the line, the step, the branch, the example. */
import { readFileSync } from 'node:fs'
import { diagnose, showDiagnosis } from 'chainrule/diagnose'
import { describe, expect, test } from 'vitest'
import { planted } from './planted.js'

const source = readFileSync(new URL('planted.ts', import.meta.url), 'utf8').split('\n')

const lineOf = (name: string): number =>
  source.findIndex(line => line.endsWith(`// TROUBLE ${name}`)) + 1

describe('planted troubles', () => {
  for (const [name, p] of Object.entries(planted))
    test(name, () => {
      const options = {
        ...(p.precision && { precision: p.precision }),
        ...(p.backward && { backward: p.backward }),
      }
      const found = diagnose(p.f, options)(p.x as never)
      if (process.env['SHOW']) console.log(showDiagnosis(found))
      if (found.tag === 'finite' || found.tag === 'argument')
        throw new Error(`found ${showDiagnosis(found)}`)
      const said = {
        tag: found.tag,
        operation: found.of?.operation ?? found.operation,
        entry: found.entry,
        file: found.place?.file.split('/').at(-1),
        line: found.place?.line,
      }
      expect(said).toEqual({
        tag: p.tag,
        operation: p.operation,
        entry: p.entry,
        file: 'planted.ts',
        line: lineOf(name),
      })
      const last = found.within.at(-1)
      expect(last?.step).toBe(p.step)
      expect(last?.branch).toBe(p.branch)
      expect(found.example).toEqual(p.example ?? [])
      if (p.inputs !== undefined) expect(found.inputs.map(i => i.value)).toEqual(p.inputs)
    })
})
