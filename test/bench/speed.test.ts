import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

interface Verdict {
  readonly workload: string
  readonly ratio: number
  readonly met: boolean
}
interface Row {
  readonly label: string
  readonly median: number
}

const main = fileURLToPath(new URL('speed/main.mjs', import.meta.url))

describe('the benchmark', () => {
  it('times every target and writes what it measured', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chainrule-'))
    const [json, html] = [join(folder, 'speed.json'), join(folder, 'speed.html')]
    const args = ['--only', 'W1a,W7', '--peers', 'chainrule,by hand', '--rounds', '1']
    const { stdout, status } = spawnSync(
      process.execPath,
      [main, ...args, '--json', json, '--html', html],
      { encoding: 'utf8' },
    )
    expect(status, stdout).toBe(0)
    expect(stdout).not.toContain('chainrule wasm f64 left out')
    const { workloads } = JSON.parse(readFileSync(json, 'utf8')) as {
      readonly workloads: readonly { readonly name: string; readonly rows: readonly Row[] }[]
    }
    expect(workloads.map(w => w.name)).toEqual(['W1a', 'W7'])
    for (const { rows } of workloads)
      expect(rows.map(r => r.label)).toEqual(
        expect.arrayContaining(['chainrule wasm f64', 'chainrule javascript f64']),
      )
    expect(workloads[0]!.rows.map(r => r.label)).toContain('by hand in JavaScript f64')
    expect(readFileSync(html, 'utf8')).toContain('<svg')
  })

  it.each([
    ['passes', 'W1a', /without a pass.*W1a.*share ×[\d.]+.*stream ×[\d.]+/s],
    ['gradbench', 'ode', /ode +gradient +n=1000,s=10 .* ms, made in [\d.]+; [\d.]+ × the primal$/m],
    ['scaling', 'width', /width: .*1024 .* ms, .*import 'chainrule': [\d.]+ ms.*bundle of/s],
  ])('has a part of %s', { timeout: 60_000 }, (part, only, told) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [main, '--part', part, '--only', only, '--rounds', '1'],
      { encoding: 'utf8' },
    )
    expect(status, stderr).toBe(0)
    expect(stdout).toMatch(told)
    expect(stdout).not.toContain('NaN')
  })

  it('says whether a ratio is met', async () => {
    const { verdicts } = (await import('./speed/asked.mjs' as string)) as {
      readonly verdicts: (workload: string, rows: readonly object[]) => readonly Verdict[]
    }
    const own = {
      name: 'chainrule wasm',
      label: 'own',
      precision: 'f64',
      threads: 1,
      own: true,
      median: 1,
    }
    const torch = {
      name: 'torch',
      label: 'torch',
      precision: 'f64',
      threads: 1,
      own: false,
      median: 3,
    }
    const line = (median: number): readonly Verdict[] => verdicts('W4', [own, { ...torch, median }])
    expect(line(3)).toMatchObject([{ workload: 'W4', ratio: 3, met: true }])
    expect(line(1.9)).toMatchObject([{ ratio: 1.9, met: false }])
    expect(verdicts('W4', [own])).toEqual([])
    const script = { ...torch, name: 'script', label: 'script', script: true }
    const short = { ...own, label: 'short', precision: 'f32', median: 0.5 }
    const rows = [own, short, { ...script, median: 5 }, { ...script, precision: 'f32', median: 4 }]
    expect(verdicts('W4', rows)).toMatchObject([{ mine: 'own', ratio: 5, met: false }])
    const single = rows.map(r => ({ ...r, single: r.median === 5 }))
    expect(verdicts('W4', single)).toMatchObject([
      { mine: 'own', ratio: 5, met: false },
      { mine: 'short', ratio: 8, met: true },
    ])
  })
})
