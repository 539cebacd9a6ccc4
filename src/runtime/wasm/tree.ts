/** The tree by which the sums of blocks are summed, as a function. */
import { type Assembler, advance } from './assembler.js'
import { memory, plain } from './instructions.js'

/** The function that sums doubles by a tree whose left branches are whole, in place: from an address, two or more. */
export const treeBody = (a: Assembler): Uint8Array => {
  const [from, count] = [0, 1]
  const [to, read, left] = [a.local('i32'), a.local('i32'), a.local('i32')]
  const copy = (source: number, target: number): void => {
    a.get(source)
    a.set(target)
  }
  a.doWhile(() => {
    copy(from, to)
    copy(from, read)
    a.get(count)
    a.i32(1)
    a.plain(plain.i32ShrU)
    a.set(left)
    a.doWhile(() => {
      a.get(to)
      a.get(read)
      a.memory(memory.f64Load, 0)
      a.get(read)
      a.memory(memory.f64Load, 8)
      a.plain(plain.f64Add)
      a.memory(memory.f64Store, 0)
      advance(a, to, 8)
      advance(a, read, 16)
      a.get(left)
      a.i32(1)
      a.plain(plain.i32Sub)
      a.tee(left)
    })
    a.get(count)
    a.i32(1)
    a.plain(plain.i32And)
    a.when(() => {
      a.get(to)
      a.get(read)
      a.memory(memory.f64Load, 0)
      a.memory(memory.f64Store, 0)
    })
    a.get(count)
    a.i32(1)
    a.plain(plain.i32Add)
    a.i32(1)
    a.plain(plain.i32ShrU)
    a.tee(count)
    a.i32(1)
    a.plain(plain.i32GtU)
  })
  a.get(from)
  a.memory(memory.f64Load, 0)
  return a.body()
}
