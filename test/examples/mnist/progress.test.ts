import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { measures, startEpoch } from '../../../docs/examples/mnist/progress.js'

const size = { epoch: 2, epochs: 5, images: 1000 }
const state = (done: number) => ({ done, loss: 0.25, accuracy: 0.9 })

const recording = (isTTY: boolean) => {
  const chunks: string[] = []
  const stream = Object.assign(
    new Writable({
      write: (chunk, _, done) => {
        chunks.push(String(chunk))
        done()
      },
    }),
    { isTTY, columns: 120 },
  )
  return { stream, text: () => chunks.join('') }
}

const ticking = (step: number) => {
  let time = 0
  return () => {
    time += step
    return time
  }
}

describe('without a terminal', () => {
  it('prints a line every tenth of the way', () => {
    const { stream, text } = recording(false)
    const progress = startEpoch(size, { stream, now: ticking(1000) })
    for (let done = 50; done <= 1000; done += 50) progress.update(state(done))
    progress.stop()
    const lines = text().trimEnd().split('\n')
    expect(lines).toHaveLength(10)
    expect(lines[0]).toBe('epoch 2/5   10 %  loss 0.2500  accuracy 90.00 %  100 images/s  ETA 0:09')
    expect(lines[9]).toMatch(/^epoch 2\/5 {2}100 %.*took 0:10$/)
  })

  it('tells the last of an epoch that is cut short', () => {
    const { stream, text } = recording(false)
    const progress = startEpoch(size, { stream, now: ticking(1000) })
    progress.update(state(130))
    progress.update(state(190))
    progress.stop()
    expect(text().trimEnd().split('\n')).toHaveLength(2)
    expect(text()).toContain(' 19 %')
  })

  it('tells what came of it in a line of its own', () => {
    const { stream, text } = recording(false)
    startEpoch(size, { stream, now: ticking(1) }).tell('accuracy 97.00 %')
    expect(text()).toBe('epoch 2/5  accuracy 97.00 %\n')
  })

  it('says nothing about an epoch that did not begin', () => {
    const { stream, text } = recording(false)
    startEpoch(size, { stream, now: ticking(1) }).stop()
    expect(text()).toBe('')
  })
})

it('on a terminal draws a bar, and ends its line', () => {
  const { stream, text } = recording(true)
  const progress = startEpoch(size, { stream, now: ticking(1000) })
  progress.update(state(500))
  progress.stop()
  progress.stop()
  expect(text()).toContain('█'.repeat(12) + '░'.repeat(12))
  expect(text()).toMatch(/epoch 2\/5.*50 %.*loss 0\.2500.*images\/s {2}ETA/)
  expect(text().trimEnd()).not.toBe(text())
})

it('tells hours from minutes', () => {
  expect(measures(size, state(1), 10)).toContain('ETA 2:46:30')
  expect(measures(size, state(1), 0)).toContain('ETA')
})
