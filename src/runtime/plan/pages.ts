/**
 * Memory of large results. Where the system gives its pages anew at each call, they cost nearly half of what fills
 * them.
 */
import type { Data } from '../../Dense.js'
import { size } from '../../Shape.js'
import { allocated, arrayOn } from './host.js'
import type { Format, Plan } from './model.js'
import { bytesOf } from './place.js'

/** Results of so many bytes are large. */
const LARGE = 2 ** 20

/** The largest block that glibc learns from, nearly. */
const LESSON = 2 ** 25 - 2 ** 16

/**
 * Lets the allocator keep the pages of large results that are collected. That of glibc gives the end of its heap back
 * once it is twice as large as any block of pages that was freed so far: such a block is made, of which no page is
 * touched, and let go.
 */
export const keepPages = ({ results, memories }: Plan): void => {
  const large = results.some(
    r =>
      r.tag === 'memory' && size(r.aval.shape) * bytesOf[memories[r.view.memory]!.format] >= LARGE,
  )
  if (!large) return
  try {
    new ArrayBuffer(LESSON)
  } catch {
    // There is no room for it: nothing is kept.
  }
}

/** What Node has for memory that is not zeroed. */
interface Host {
  readonly Buffer?: {
    readonly allocUnsafeSlow: (bytes: number) => { readonly buffer: ArrayBuffer }
  }
}

/** Entries of any value, for who writes all of them. */
export const unwritten = (format: Format, length: number): Data => {
  const { Buffer } = globalThis as Host
  const bytes = bytesOf[format] * length
  return Buffer === undefined || bytes < LARGE
    ? allocated(format, length)
    : arrayOn(format, Buffer.allocUnsafeSlow(bytes).buffer, 0, length)
}
