/** The whole main job, on a small data set of its own: what it prints, writes, refuses, and repeats. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { job } from '../../../docs/examples/mnist/job.js'
import { idxFile } from './fixture.js'

let dir = ''
const data = () => join(dir, 'data')

/** Images of 3 × 3 in which the pixel of the label is bright. */
const part = (count: number): readonly [images: Uint8Array, labels: Uint8Array] => {
  const labels = Array.from({ length: count }, (_, i) => (7 * i) % 9)
  const pixels = labels.flatMap((label, i) =>
    Array.from({ length: 9 }, (_, k) => (k === label ? 255 : (31 * i + 17 * k) % 60)),
  )
  return [idxFile(0x803, [count, 3, 3], pixels), idxFile(0x801, [count], labels)]
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chainrule-job-'))
  await mkdir(data())
  // 503 test images: the last of the batches in which they are judged is smaller.
  for (const [name, count] of [['train', 200] as const, ['t10k', 503] as const]) {
    const [images, labels] = part(count)
    await writeFile(join(data(), `${name}-images-idx3-ubyte`), images)
    await writeFile(join(data(), `${name}-labels-idx1-ubyte`), labels)
  }
})
afterAll(() => rm(dir, { recursive: true }))

const ran = async (line: string, stopped: () => boolean = () => false) => {
  const chunks: string[] = []
  const stream = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk))
      done()
    },
  })
  const complaints: string[] = []
  const code = await job([...line.split(' '), '--data', data()], {
    terminal: { stream, now: () => 0 },
    complain: text => complaints.push(text),
    stopped,
  })
  return { code, said: chunks.join(''), complaint: complaints.join('') }
}

const small = '--epochs 2 --batch 20 --layers 8 --rate 0.2'

test('checks the laws, trains, judges every test image, and writes the report', async () => {
  const { code, said, complaint } = await ran(`${small} --out ${join(dir, 'whole')}`)
  expect([code, complaint]).toEqual([0, ''])
  expect(said).toMatch(/^9–8–10 network, 170 parameters, 200 training and 503 test images\n/)
  expect(said.match(/ {2}holds {2}/g)).toHaveLength(12)
  expect(said).not.toContain('FAILS')
  expect(said).toMatch(/epoch 2\/2 {2}on 503 test images: loss \d\.\d{4} {2}accuracy \d+\.\d\d %\n/)
  const accuracy = Number(/epoch 2\/2 {2}on .*accuracy (.*) %/.exec(said)?.[1])
  expect(accuracy).toBeGreaterThan(90)
  expect(await readdir(join(dir, 'whole'))).toEqual(['report.html'])
  expect(await readFile(join(dir, 'whole', 'report.html'), 'utf8')).toContain('of 503 digits')
})

test('the same seed says the same, another seed does not', async () => {
  const say = async (seed: number) => {
    const { said } = await ran(`${small} --seed ${seed} --out ${join(dir, 'seeds')}`)
    return said.split('\n').filter(line => line.startsWith('epoch'))
  }
  const first = await say(1)
  expect(await say(1)).toEqual(first)
  expect(await say(2)).not.toEqual(first)
})

test('stopped, it writes what there is', async () => {
  let asked = 0
  const out = join(dir, 'stopped')
  const { code, said } = await ran(`${small} --out ${out}`, () => ++asked > 5)
  expect(code).toBe(130)
  expect(said).toContain(`interrupted: what there is is in ${join(out, 'report.html')}`)
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('nterrupted')
})

test('what cannot be is refused with status 2, and nothing is written', async () => {
  const out = join(dir, 'refused')
  const refused = async (line: string): Promise<string> => {
    const { code, said, complaint } = await ran(`${line} --out ${out}`)
    expect([code, said]).toEqual([2, ''])
    return complaint
  }
  expect(await refused('--batch 201')).toBe('--batch 201: there are only 200 training images\n')
  expect(await refused('--epochs 0')).toMatch(/--epochs <N>.*positive integer/)
  const damaged = join(data(), 't10k-labels-idx1-ubyte')
  const whole = await readFile(damaged)
  await writeFile(damaged, whole.subarray(0, 100))
  expect(await refused('--epochs 1')).toMatch(/t10k-labels-idx1-ubyte: .*cut short/)
  await writeFile(damaged, whole)
  expect(await readdir(dir)).not.toContain('refused')
})

test('help is a success', async () => {
  const { code, said } = await ran('--help')
  expect(code).toBe(0)
  for (const option of ['epochs', 'batch', 'rate', 'layers', 'seed', 'out', 'data'])
    expect(said).toContain(`--${option}`)
})
