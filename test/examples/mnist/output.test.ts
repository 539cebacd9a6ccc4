import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type OutputError,
  prepareOutput,
  showOutputError,
  writeReport,
} from '../../../docs/examples/mnist/output.js'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chainrule-out-'))
})
afterEach(() => rm(dir, { recursive: true }))

const fault = (result: E.Either<OutputError, unknown>): OutputError => {
  if (E.isRight(result)) throw new Error('expected a fault')
  return result.left
}

it('makes the folder and leaves nothing in it', async () => {
  const out = join(dir, 'a', 'b')
  expect(await prepareOutput(out)).toEqual(E.right(join(out, 'report.html')))
  expect(await readdir(out)).toEqual([])
})

it('writes the report, over an older one, and nothing else', async () => {
  await writeFile(join(dir, 'report.html'), 'old')
  expect(await prepareOutput(dir)).toEqual(E.right(join(dir, 'report.html')))
  expect(await writeReport(dir, '<p>new</p>')).toEqual(E.right(join(dir, 'report.html')))
  expect(await readFile(join(dir, 'report.html'), 'utf8')).toBe('<p>new</p>')
  expect(await readdir(dir)).toEqual(['report.html'])
})

it('names a path that leads through a file', async () => {
  await writeFile(join(dir, 'file'), '')
  for (const out of [join(dir, 'file'), join(dir, 'file', 'out')]) {
    const error = fault(await prepareOutput(out))
    expect(error).toMatchObject({ _tag: 'CannotCreate', path: out })
    expect(showOutputError(error)).toMatch(/cannot be made \(.+\).*--out/)
  }
})

it('names a folder that takes no files', async () => {
  // /proc refuses new files even to root, where permissions would not
  const error = fault(await prepareOutput(process.platform === 'linux' ? '/proc' : '/dev'))
  expect(error._tag).toBe('NotWritable')
  expect(showOutputError(error)).toMatch(/cannot be written \(.+\).*--out/)
})

it('names a folder that cannot be made, and ends', async () => {
  // Node's own recursive mkdir never returns in /proc.
  const out = process.platform === 'linux' ? '/proc/chainrule/out' : join(dir, '\0')
  expect(fault(await prepareOutput(out))).toMatchObject({ _tag: 'CannotCreate', path: out })
})

it('names a report that is a folder, and leaves nothing behind', async () => {
  await mkdir(join(dir, 'report.html'))
  expect(showOutputError(fault(await prepareOutput(dir)))).toMatch(/report\.html: is not a file/)
  expect(fault(await writeReport(dir, 'x'))._tag).toBe('NotWritable')
  expect(await readdir(dir)).toEqual(['report.html'])
})

it('names a folder that has gone meanwhile', async () => {
  expect(fault(await writeReport(join(dir, 'gone'), 'x'))._tag).toBe('NotWritable')
})
